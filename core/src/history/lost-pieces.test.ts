import { describe, expect, it } from 'vitest';
import { joinPieces, piecesWithout } from './lost-pieces.ts';

const piece = (clock: number, text: string, client = 1) => ({ client, clock, text });

describe('lost letters', () => {
  it('only letters that are not filed yet are left', () => {
    const known = [
      { client: 1, clock: 7, length: 2 },
      { client: 1, clock: 5, length: 1 },
      { client: 2, clock: 0, length: 99 },
    ];
    expect(piecesWithout([piece(4, 'abcdefg')], known)).toEqual([
      piece(4, 'a'),
      piece(6, 'c'),
      piece(9, 'fg'),
    ]);
    expect(piecesWithout([piece(5, 'b'), piece(7, 'de')], known)).toEqual([]);
  });

  it('letters noticed one by one, or twice in different pieces, are one passage without doubles', () => {
    const passages = joinPieces([
      piece(8, 'lost'),
      piece(5, 'all'),
      piece(6, 'lllo'),
      piece(20, 'else'),
      piece(8, 'x', 2),
    ]);
    expect(passages.map(({ client, clock, text }) => ({ client, clock, text }))).toEqual([
      piece(5, 'alllost'.slice(0, 7)),
      piece(20, 'else'),
      piece(8, 'x', 2),
    ]);
    expect(passages[0]?.pieces).toHaveLength(3);
  });
});
