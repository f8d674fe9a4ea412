import type { Node } from '@tiptap/pm/model';
import { documentSchema } from './schema.ts';
import type { ArticleNode } from './yjs.ts';

/**
 * The article with what its schema wants: two valid deletions at the same time may leave a list without items. What
 * can be filled is filled, what cannot is left out. Throws a RangeError for nodes or marks that the schema does not
 * have.
 */
export function completeArticle(article: ArticleNode): ArticleNode {
  const completed = complete(documentSchema().nodeFromJSON(article));
  if (!completed) throw new RangeError('there is no article left');
  return completed.toJSON() as ArticleNode;
}

function complete(node: Node): Node | null {
  if (node.isText) return node;
  const children: Node[] = [];
  node.forEach((child) => {
    const completed = complete(child);
    if (completed) children.push(completed);
  });
  // A list that lost its items is no list any more; one with an empty item was meant.
  if (children.length === 0 && !node.isTextblock && !node.isAtom && node.type.name !== 'doc') {
    return node.type.spec.content && /Item|Cell|Header/.test(node.type.name)
      ? node.type.createAndFill(node.attrs, undefined, node.marks)
      : null;
  }
  return node.type.createAndFill(node.attrs, children, node.marks);
}
