// Whose each letter is, drawn in the text. All decorations: nothing of it is in the document, and letters that were
// typed since the server was asked stay bare until it is asked again.
import type { Author, Authorship, AuthorshipRun } from '@hamnevis/core/contract/history';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Mapping, StepMap } from '@tiptap/pm/transform';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { authorColor, authorKind } from '../../lib/authors.ts';
import { commonChildren, sizeOfChildren } from '../../lib/common-children.ts';
import { carryRuns, type OwnedBlock } from './carry-runs.ts';
import '../../styles/authored.css';

export const AUTHORSHIP_MARKS = new PluginKey<Drawn>('authorship-marks');

/** What is drawn, and how an author and a way of writing are told where one points at them. */
export interface AuthorshipDrawing {
  authorship: Authorship;
  tell: (author: Author, how: AuthorshipRun['how']) => string;
}

interface Drawn {
  drawing: AuthorshipDrawing | null;
  blocks: readonly OwnedBlock[];
  decorations: DecorationSet;
}

const NOTHING: Drawn = { drawing: null, blocks: [], decorations: DecorationSet.empty };

/** The plugin is put into an editor while authorship is shown; {@link drawAuthorship} tells it what to draw. */
export function authorshipMarks(): Plugin<Drawn> {
  return new Plugin<Drawn>({
    key: AUTHORSHIP_MARKS,
    state: {
      init: () => NOTHING,
      apply(transaction, drawn) {
        const drawing = transaction.getMeta(AUTHORSHIP_MARKS) as AuthorshipDrawing | undefined;
        if (drawing) return draw(transaction.doc, drawing, drawing.authorship.blocks);
        if (!transaction.docChanged || !drawn.drawing) return drawn;
        return redraw(transaction, drawn);
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)?.decorations;
      },
    },
  });
}

/** Makes a transaction the one that brings a new drawing. */
export function drawAuthorship(transaction: Transaction, drawing: AuthorshipDrawing): Transaction {
  // Not told to stay out of the history: y-tiptap would end the person's undo step there, in the middle of a word.
  return transaction.setMeta(AUTHORSHIP_MARKS, drawing);
}

function draw(article: Node, drawing: AuthorshipDrawing, before: readonly OwnedBlock[]): Drawn {
  const places = textblocks(article, 0, article.childCount, 0);
  const blocks = carryRuns(before, textsOf(places));
  const decorations = DecorationSet.create(article, decorate(drawing, places, blocks));
  return { drawing, blocks, decorations };
}

/**
 * Draws again only what lies between the first and the last block that changed. Which those are is read from the
 * nodes and not from the steps: an edit of somebody else replaces the whole article and gives unchanged blocks back.
 */
function redraw({ before, doc }: Transaction, { drawing, blocks, decorations }: Drawn): Drawn {
  if (!drawing) return NOTHING;
  const { start, end } = commonChildren(before, doc);
  const from = sizeOfChildren(doc, 0, start);
  const behind = sizeOfChildren(doc, doc.childCount - end, doc.childCount);
  const removed = before.content.size - from - behind;
  const inserted = doc.content.size - from - behind;
  const places = textblocks(doc, start, doc.childCount - end, from);
  const first = textblocks(before, 0, start, 0).length;
  const last = blocks.length - textblocks(before, before.childCount - end, before.childCount, 0).length;
  const changed = carryRuns(blocks.slice(first, last), textsOf(places));
  return {
    drawing,
    blocks: [...blocks.slice(0, first), ...changed, ...blocks.slice(last)],
    decorations: decorations
      .map(new Mapping([new StepMap([from, removed, inserted])]), doc)
      .add(doc, decorate(drawing, places, changed)),
  };
}

function textsOf(places: readonly TextblockPlace[]): string[] {
  return places.map((place) => place.text);
}

function decorate(
  drawing: AuthorshipDrawing,
  places: readonly TextblockPlace[],
  blocks: readonly OwnedBlock[],
): Decoration[] {
  const { authors } = drawing.authorship;
  return blocks.flatMap((block, index) => {
    const start = (places[index]?.position ?? 0) + 1;
    return block.runs.map((run) =>
      Decoration.inline(start + run.from, start + run.to, look(drawing, authors[run.author], run.how)),
    );
  });
}

function look(
  drawing: AuthorshipDrawing,
  author: Author | undefined,
  how: AuthorshipRun['how'],
): Record<string, string> {
  return {
    class: 'authored',
    style: `--person: ${authorColor(author)}`,
    'data-author': authorKind(author),
    'data-how': how,
    ...(author ? { title: drawing.tell(author, how) } : {}),
  };
}

interface TextblockPlace {
  position: number;
  text: string;
}

// A block that did not change keeps its node, also through remote edits; so only what changed is read again.
const texts = new WeakMap<Node, string>();

/**
 * The text blocks of some top-level blocks, in the order in which the server counts them; `position` is where the
 * first of these begins.
 */
function textblocks(article: Node, from: number, to: number, position: number): TextblockPlace[] {
  const places: TextblockPlace[] = [];
  const visit = (node: Node, at: number) => {
    if (node.isTextblock) places.push({ position: at, text: textOf(node) });
    else {
      node.forEach((child, offset) => {
        visit(child, at + 1 + offset);
      });
    }
  };
  let at = position;
  for (let index = from; index < to; index += 1) {
    visit(article.child(index), at);
    at += article.child(index).nodeSize;
  }
  return places;
}

function textOf(textblock: Node): string {
  let text = texts.get(textblock);
  if (text === undefined) {
    text = textblock.textBetween(0, textblock.content.size, undefined, '\ufffc');
    texts.set(textblock, text);
  }
  return text;
}
