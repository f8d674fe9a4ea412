import type { DiffBlock, DiffPart } from '@hamnevis/core/contract/history';
import { describe, expect, it } from 'vitest';
import { diffStops } from './diff-stops.ts';
import { foldSame } from './fold-same.ts';

function block(kind: DiffBlock['kind'], more: Partial<DiffBlock> = {}): DiffBlock {
  return {
    kind,
    older: 0,
    newer: 0,
    moved: kind === 'moved',
    block: { type: 'paragraph' },
    author: null,
    attributes: [],
    parts: [],
    children: [],
    ...more,
  };
}
const part = (kind: DiffPart['kind'], text: string, author: number | null = null): DiffPart => ({
  kind,
  text,
  marks: [],
  author,
});

describe('the stops of a comparison', () => {
  it('are one for words that were replaced, and name everybody who had a hand in it', () => {
    const parts = [
      part('same', 'a '),
      part('removed', 'old', 0),
      part('added', 'new', 1),
      part('same', ' b '),
      part('added', 'more', 1),
    ];
    const { stops, of } = diffStops([block('same'), block('changed', { parts })]);
    expect(stops).toEqual([
      { kind: 'rewritten', authors: [0, 1], block: 1 },
      { kind: 'added', authors: [1], block: 1 },
    ]);
    expect(parts.map((one) => of.get(one))).toEqual([undefined, 0, 0, undefined, 1]);
  });

  it('are one for a block that came or went, whatever is in it', () => {
    const added = block('added', {
      author: 2,
      children: [block('added', { author: 2, parts: [part('added', 'x', 1)] })],
    });
    expect(diffStops([added, block('removed', { author: 0 })]).stops).toEqual([
      { kind: 'added', authors: [2, 1], block: 0 },
      { kind: 'removed', authors: [0], block: 1 },
    ]);
  });

  it('tell a move and a change of kind apart from the words, and go into lists and tables', () => {
    const cell = block('changed', { parts: [part('marks', 'bold', 0)] });
    const table = block('changed', { moved: true, children: [block('same'), cell] });
    const heading = block('changed', {
      attributes: [{ name: 'type', before: 'paragraph', after: 'heading', author: 1 }],
      parts: [part('removed', 'x', 0)],
    });
    expect(
      diffStops([table, heading, block('moved')]).stops.map(({ kind, block: at }) => [kind, at]),
    ).toEqual([
      ['moved', 0],
      ['marks', 0],
      ['attributes', 1],
      ['removed', 1],
      ['moved', 2],
    ]);
  });
});

describe('only the changes', () => {
  const heading = block('same', { block: { type: 'heading', content: [{ type: 'text', text: 'بازار' }] } });

  it('fold what stayed, and tell the heading one is under', () => {
    const blocks = [block('same'), heading, block('same'), block('added'), block('moved'), block('same')];
    const rows = foldSame(blocks, new Set());
    expect(
      rows.map((row) => (row.kind === 'fold' ? [row.index, row.count, row.heading] : row.index)),
    ).toEqual([[0, 3, 'بازار'], 3, 4, [5, 1, null]]);
  });

  it('show a fold that was opened, and every block once', () => {
    const blocks = [block('same'), block('same'), block('added')];
    expect(foldSame(blocks, new Set([0])).map((row) => row.index)).toEqual([0, 1, 2]);
    expect(foldSame([], new Set())).toEqual([]);
  });
});
