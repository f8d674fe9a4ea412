// What comes from elsewhere may ask for what no article holds: a list that begins at minus five, a cell as wide as a
// thousand, an address without end. The gate would refuse it, with everything that was pasted beside it; so it is brought
// within the gate's own rules before it becomes part of the article.
import { mayFormat, mayHaveAttribute } from '@hamnevis/core/gate/schema-rules';
import { Fragment, type Node } from '@tiptap/pm/model';

/** The same content, with attributes and marks that the gate would refuse left out. */
export function withinBounds(content: Fragment): Fragment {
  const nodes: Node[] = [];
  let isSame = true;
  content.forEach((node) => {
    const bounded = bound(node);
    isSame &&= bounded === node;
    nodes.push(bounded);
  });
  return isSame ? content : Fragment.fromArray(nodes);
}

function bound(node: Node): Node {
  const marks = node.marks.filter(({ type, attrs }) => mayFormat(type.name, attrs));
  if (node.isText) return marks.length === node.marks.length ? node : node.mark(marks);
  const content = withinBounds(node.content);
  const wrong = Object.entries(node.attrs).filter(
    ([name, value]) => !mayHaveAttribute(node.type.name, name, value),
  );
  if (wrong.length === 0 && content === node.content && marks.length === node.marks.length) return node;
  const attrs = { ...node.attrs };
  for (const [name] of wrong) attrs[name] = node.type.spec.attrs?.[name]?.default ?? null;
  return node.type.create(attrs, content, marks);
}
