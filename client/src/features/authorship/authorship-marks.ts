// Whose each letter is, drawn in the text. All decorations: nothing of it is in the document, and letters that were
// typed since the server was asked stay bare until it is asked again.
import type { Author, Authorship, AuthorshipRun } from '@hamnevis/core/contract/history';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { authorColor, authorKind } from '../../lib/authors.ts';
import { carryRuns, type OwnedBlock } from './carry-runs.ts';
import './authorship-marks.css';

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
        return draw(transaction.doc, drawn.drawing, drawn.blocks);
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
  return transaction.setMeta(AUTHORSHIP_MARKS, drawing).setMeta('addToHistory', false);
}

function draw(article: Node, drawing: AuthorshipDrawing, before: readonly OwnedBlock[]): Drawn {
  const { authors } = drawing.authorship;
  const places = textblocks(article);
  const blocks = carryRuns(
    before,
    places.map((place) => place.text),
  );
  const decorations = blocks.flatMap((block, index) => {
    const start = (places[index]?.position ?? 0) + 1;
    return block.runs.map((run) =>
      Decoration.inline(start + run.from, start + run.to, look(drawing, authors[run.author], run.how)),
    );
  });
  return { drawing, blocks, decorations: DecorationSet.create(article, decorations) };
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

/** The text blocks in the order in which the server counts them. */
function textblocks(article: Node): TextblockPlace[] {
  const places: TextblockPlace[] = [];
  article.descendants((node, position) => {
    if (!node.isTextblock) return true;
    let text = texts.get(node);
    if (text === undefined) {
      text = node.textBetween(0, node.content.size, undefined, '\ufffc');
      texts.set(node, text);
    }
    places.push({ position, text });
    return false;
  });
  return places;
}
