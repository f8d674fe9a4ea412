// Links that stand in an article where the pictures of another site would: found by their address, since they live as
// long as the words around them do, through everybody's edits; and the picture put in their place.
import type { Node, NodeType } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';

export interface LinkStretch {
  address: string;
  from: number;
  to: number;
}

/** Every stretch of the article that is a link to one of these addresses, in the order of reading. */
export function linksTo(article: Node, addresses: ReadonlySet<string>): LinkStretch[] {
  const found: LinkStretch[] = [];
  article.descendants((node, at) => {
    if (!node.isInline) return true;
    const address = node.marks.find(({ type }) => type.name === 'link')?.attrs.href;
    if (typeof address !== 'string' || !addresses.has(address)) return false;
    const last = found.at(-1);
    // One link may change its other marks in its middle.
    if (last?.address === address && last.to === at) last.to = at + node.nodeSize;
    else found.push({ address, from: at, to: at + node.nodeSize });
    return false;
  });
  return found;
}

/**
 * Puts a picture in the place of a link. A picture is a block: a paragraph that was nothing but the link gives it its
 * place, one with words before and after becomes two; where none may be parted, the picture stands behind it. The paragraph
 * behind it becomes its caption when these are its words still.
 */
export function putPicture(
  tr: Transaction,
  { from, to }: Omit<LinkStretch, 'address'>,
  picture: Node,
  caption = '',
): void {
  const $from = tr.doc.resolve(from);
  const { parent, depth } = $from;
  const around = $from.node(depth - 1);
  const index = $from.index(depth - 1);
  if (parent.type.name === 'paragraph' && around.canReplaceWith(index + 1, index + 1, picture.type)) {
    const start = $from.start();
    const before = parent.cut(0, from - start);
    const after = parent.cut(to - start);
    const words = [withoutSpaces(before, 'end'), withoutSpaces(after, 'start')] as const;
    // What may not begin with a picture, a line of a list say, keeps its empty first line.
    const first =
      hasWords(words[0]) || !around.canReplaceWith(index, index + 1, picture.type) ? [words[0]] : [];
    const rest = hasWords(words[1]) ? [words[1]] : [];
    const behind = rest.length === 0 ? around.maybeChild(index + 1) : null;
    const isCaption = caption !== '' && behind?.type.name === 'paragraph' && plainWords(behind) === caption;
    const end = $from.after() + (isCaption ? behind.nodeSize : 0);
    tr.replaceWith($from.before(), end, [
      ...first,
      isCaption ? picture.copy(behind.content) : picture,
      ...rest,
    ]);
    return;
  }
  const place = behindBlock(tr.doc, from, picture.type);
  if (place === null) return;
  tr.insert(place, picture).delete(from, to);
}

/** Behind the block of a position, and behind the pictures that were put there before. */
function behindBlock(article: Node, position: number, type: NodeType): number | null {
  const $at = article.resolve(position);
  for (let depth = $at.depth; depth > 0; depth -= 1) {
    const around = $at.node(depth - 1);
    let index = $at.index(depth - 1) + 1;
    if (!around.canReplaceWith(index, index, type)) continue;
    let place = $at.after(depth);
    for (; around.maybeChild(index)?.type === type; index += 1) place += around.child(index).nodeSize;
    return place;
  }
  return null;
}

function plainWords(block: Node): string {
  return block.textContent.replace(/\s+/g, ' ').trim();
}

function hasWords(block: Node): boolean {
  return block.content.size > 0;
}

/** The same block without the spaces at one end, which stood around the link. */
function withoutSpaces(block: Node, end: 'start' | 'end'): Node {
  const text = block.textBetween(0, block.content.size, '\ufffc', '\ufffc');
  const spaces = (end === 'start' ? /^[ \u00a0\n]+/ : /[ \u00a0\n]+$/).exec(text)?.[0].length ?? 0;
  return end === 'start' ? block.cut(spaces) : block.cut(0, block.content.size - spaces);
}
