import { documentSchema } from '@hamnevis/core/document/schema';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { acceptRun, discardRun, runAt, runGroups } from './run-blocks.ts';

const block = (words: string, aiRun: string | null = null) => ({
  type: 'paragraph',
  attrs: { aiRun },
  content: [{ type: 'text', text: words }],
});

function opened(...content: object[]) {
  return EditorState.create({ doc: documentSchema().nodeFromJSON({ type: 'doc', content }) });
}

describe('the blocks of an AI run', () => {
  it('are grouped where they stand together', () => {
    const { doc } = opened(block('a'), block('b', 'r1'), block('c', 'r1'), block('d'), block('e', 'r1'));
    expect(runGroups(doc).map((group) => group.blocks.length)).toEqual([2, 1]);
  });

  it('hold a position only when it is inside one of them', () => {
    const { doc } = opened(block('a'), block('b', 'r1'));
    expect(runAt(doc, 1)).toBeNull();
    expect(runAt(doc, 5)).toBe('r1');
  });

  it('accepted, stay and are no longer marked; another run is left alone', () => {
    const { tr } = opened(block('a', 'r1'), block('b', 'r2'));
    expect(acceptRun(tr, 'r1')).toBe(true);
    expect(tr.doc.textContent).toBe('ab');
    expect(runGroups(tr.doc).map((group) => group.runId)).toEqual(['r2']);
  });

  it('discarded, go wherever they stand', () => {
    const { tr } = opened(block('a', 'r1'), block('b'), block('c', 'r1'));
    expect(discardRun(tr, 'r1')).toBe(true);
    expect(tr.doc.textContent).toBe('b');
  });

  it('discarded from an article that held nothing else, leave one empty paragraph', () => {
    const { tr } = opened(block('a', 'r1'), block('b', 'r1'));
    discardRun(tr, 'r1');
    tr.doc.check();
    expect(tr.doc.childCount).toBe(1);
    expect(tr.doc.textContent).toBe('');
  });

  it('that are not there change nothing', () => {
    const { tr } = opened(block('a'));
    expect(acceptRun(tr, 'r1')).toBe(false);
    expect(discardRun(tr, 'r1')).toBe(false);
    expect(tr.docChanged).toBe(false);
  });
});
