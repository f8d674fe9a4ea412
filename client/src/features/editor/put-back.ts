// Puts refused words back into the article as an ordinary edit of their author.
import type { Editor } from '@tiptap/core';
import { Node as ArticleNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import type { UnsavedBlock } from '../../lib/live/unsaved-words.ts';
import { confirmedTextOf, textOf } from '../../lib/live/unsaved-words.ts';
import { asPasted } from './pasted-text.ts';

/** Puts the words back, in one undo step; see {@link fillBack}. */
export function putBack(editor: Editor, blocks: readonly UnsavedBlock[]): void {
  const { tr } = editor.state;
  fillBack(tr, blocks);
  editor.view.dispatch(asPasted(tr).scrollIntoView());
}

/** The article as it is, and as it would be with the words put back. */
export function withPutBack(editor: Editor, blocks: readonly UnsavedBlock[]) {
  const { tr, doc } = editor.state;
  fillBack(tr, blocks);
  return { now: doc, edited: tr.doc };
}

/**
 * A block whose confirmed words still stand alone in the article gets its words back in place; any other is put
 * after the block it followed (one that came back just now, too), or at the end when that is gone. What stands there
 * already, word for word, is not put there twice.
 */
function fillBack(tr: Transaction, blocks: readonly UnsavedBlock[]): void {
  const { schema } = tr.doc.type;
  let end: number | null = null;
  for (const block of blocks) {
    const node = ArticleNode.fromJSON(schema, withoutRun(block.node));
    const whole = textOf(block.stretches).trim();
    const kept = confirmedTextOf(block.stretches).trim();
    if (whole === kept) continue;
    const standing = find(tr.doc, whole);
    if (standing) {
      end = standing.to;
      continue;
    }
    const place = kept ? find(tr.doc, kept) : null;
    if (place) {
      tr.replaceWith(place.from, place.to, node);
      end = place.from + node.nodeSize;
      continue;
    }
    const before = block.after === null ? null : find(tr.doc, block.after.trim());
    const behind: number | null = block.follows ? end : null;
    const at: number = behind ?? before?.to ?? (block.after === null ? 0 : tr.doc.content.size);
    const next = tr.doc.nodeAt(at);
    // An empty paragraph is where writing was about to begin: the words take its place.
    if (next?.type.name === 'paragraph' && next.content.size === 0)
      tr.replaceWith(at, at + next.nodeSize, node);
    else tr.insert(at, node);
    end = at + node.nodeSize;
  }
}

function find(article: ArticleNode, text: string): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null;
  article.forEach((node, position) => {
    const own = node.textBetween(0, node.content.size, '\n').trim();
    if (!found && own === text) found = { from: position, to: position + node.nodeSize };
  });
  return found;
}

function withoutRun(node: UnsavedBlock['node']): UnsavedBlock['node'] {
  return { ...node, attrs: { ...node.attrs, aiRun: null } };
}
