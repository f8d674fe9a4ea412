// Random editing as people do it: typing, pasting, deleting, splitting, joining, turning blocks into others, marks,
// undo and redo. Every choice comes from the given numbers, so a failing history can be played again.
import type { NodeType } from '@tiptap/pm/model';
import { canJoin, canSplit, type Transform } from '@tiptap/pm/transform';
import { documentSchema } from '../../document/schema.ts';
import { type EditorBuilder, textblock, textblockCount } from './build-editor.ts';

/** A source of numbers in [0, 1), the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ['قطار ', 'می‌رسد ', 'ایستگاه ', 'the ', 'railway ', 'town ', 'کتاب‌خانه ', '😀 ', 'and '];

/** One random editing step of one person; nothing happens where the step does not fit. */
export function randomEdit(
  editor: EditorBuilder,
  random: () => number,
  { words = WORDS, undo = true }: { words?: readonly string[]; undo?: boolean } = {},
): void {
  const pick = (below: number) => Math.floor(random() * below);
  const dice = random();
  if (undo && dice < 0.08) return void editor.undo();
  if (undo && dice < 0.11) return void editor.redo();
  editor.edit((transform) => {
    const { doc } = transform;
    if (textblockCount(doc) === 0) {
      // Two valid deletions at once may leave nothing; the editor then makes a paragraph.
      transform.insert(0, (documentSchema().nodes.paragraph as NodeType).create());
      return;
    }
    const { start, end, node } = textblock(doc, pick(textblockCount(doc)));
    const at = boundary(doc, start + pick(end - start + 1));
    if (dice < 0.5) transform.insert(at, documentSchema().text(words[pick(words.length)] as string));
    else if (dice < 0.68) transform.delete(at, boundary(doc, Math.min(end, at + 1 + pick(8))));
    else if (dice < 0.78 && canSplit(doc, at)) transform.split(at);
    else if (dice < 0.86) joinBefore(transform, start - 1);
    else if (dice < 0.9) {
      const heading = documentSchema().nodes.heading as NodeType;
      const paragraph = documentSchema().nodes.paragraph as NodeType;
      const inList = doc.resolve(start).depth > 1;
      if (!inList) transform.setBlockType(start, end, node.type.name === 'heading' ? paragraph : heading);
    } else if (dice < 0.96 && end > start) {
      const mark = documentSchema().mark(pick(2) ? 'bold' : 'italic');
      if (pick(3)) transform.addMark(at, end, mark);
      else transform.removeMark(start, end, mark);
    } else if (doc.childCount > 1) moveBlock(transform, pick(doc.childCount), pick(doc.childCount));
  });
}

/** Editors never cut a surrogate pair. */
function boundary(doc: Transform['doc'], position: number): number {
  const before = doc.textBetween(Math.max(0, position - 1), position, ' ', ' ').charCodeAt(0);
  return before >= 0xd800 && before <= 0xdbff ? position + 1 : position;
}

function joinBefore(transform: Transform, position: number): void {
  if (position > 0 && canJoin(transform.doc, position)) transform.join(position);
}

function moveBlock(transform: Transform, from: number, to: number): void {
  const block = transform.doc.child(from);
  let start = 0;
  for (let index = 0; index < from; index += 1) start += transform.doc.child(index).nodeSize;
  transform.delete(start, start + block.nodeSize);
  let target = 0;
  for (let index = 0; index < Math.min(to, transform.doc.childCount); index += 1)
    target += transform.doc.child(index).nodeSize;
  transform.insert(target, block);
}
