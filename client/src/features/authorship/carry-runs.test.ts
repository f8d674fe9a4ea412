import { describe, expect, it } from 'vitest';
import { carryRuns, type OwnedBlock } from './carry-runs.ts';

/** A block whose letters are told by a string of the same length: one digit per author. */
function owned(text: string, authors: string): OwnedBlock {
  const runs: OwnedBlock['runs'][number][] = [];
  for (const [index, digit] of [...authors].entries()) {
    if (digit === '-') continue;
    const last = runs.at(-1);
    if (last && last.to === index && last.author === Number(digit)) last.to = index + 1;
    else runs.push({ from: index, to: index + 1, author: Number(digit), how: 'typed' });
  }
  return { text, runs };
}

function authorsOf(block: OwnedBlock | undefined): string {
  const letters = [...(block?.text ?? '')].map(() => '-');
  for (const run of block?.runs ?? []) letters.fill(String(run.author), run.from, run.to);
  return letters.join('');
}

function carried(before: OwnedBlock[], texts: string[]): string[] {
  return carryRuns(before, texts).map(authorsOf);
}

describe('whose the letters are, carried to a later text', () => {
  it('stays where nothing changed', () => {
    const before = [owned('سلام دنیا', '000001111'), owned('پایان', '11111')];
    expect(carried(before, ['سلام دنیا', 'پایان'])).toEqual(['000001111', '11111']);
  });

  it('leaves letters that were typed since without an author, and moves those behind them', () => {
    expect(carried([owned('abcdef', '000111')], ['abcXYdef'])).toEqual(['000--111']);
    expect(carried([owned('abcdef', '000111')], ['abcdef!'])).toEqual(['000111-']);
  });

  it('cuts what was deleted', () => {
    expect(carried([owned('abcdef', '001122')], ['abef'])).toEqual(['0022']);
  });

  it('follows a block that moved, and one that stands twice', () => {
    const before = [owned('one', '000'), owned('two', '111'), owned('two', '222'), owned('end', '000')];
    expect(carried(before, ['two', 'end', 'two', 'one'])).toEqual(['111', '000', '222', '000']);
  });

  it('keeps the first half of a block that was split, and colours no stranger', () => {
    const before = [owned('the whole sentence', '0'.repeat(18)), owned('next', '1111')];
    expect(carried(before, ['the whole', ' sentence', 'next'])).toEqual(['000000000', '-'.repeat(9), '1111']);
    expect(carried([owned('abcdefgh', '00000000')], ['axxxxxxx'])).toEqual(['--------']);
  });

  it('says nothing where there was nothing', () => {
    expect(carried([], ['new'])).toEqual(['---']);
    expect(carried([owned('gone', '0000')], [])).toEqual([]);
  });
});
