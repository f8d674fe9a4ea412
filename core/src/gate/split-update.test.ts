import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { judgeUpdate } from './judge-update.ts';
import { splitUpdate } from './split-update.ts';

const MAX = 4096;

function paragraphs(document: Y.Doc, texts: readonly string[]): void {
  document.transact(() => {
    const article = document.getXmlFragment('default');
    article.insert(
      article.length,
      texts.map((text) => {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(text)]);
        return paragraph;
      }),
    );
  });
}

describe('an update larger than a frame may be', () => {
  it('goes in parts that the gate takes one after the other, and gives the same document', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 3000 }), { minLength: 3, maxLength: 30 }),
        (texts) => {
          const one = new Y.Doc();
          paragraphs(one, texts);
          // Somebody else's, in between: what one client wrote needs the other's.
          const other = new Y.Doc();
          Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
          paragraphs(other, texts.toReversed());
          Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
          one.getXmlFragment('default').insert(2, [new Y.XmlElement('paragraph')]);
          one.getXmlFragment('default').delete(0, 1);
          const whole = Y.encodeStateAsUpdate(one);
          const parts = splitUpdate(whole, MAX);
          const server = new Y.Doc();
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(MAX);
            expect(judgeUpdate(part, server, { runId: null }, { maxUpdateBytes: MAX }).verdict).toBe(
              'accept',
            );
            Y.applyUpdate(server, part);
          }
          expect(server.getXmlFragment('default').toString()).toBe(one.getXmlFragment('default').toString());
          expect(Y.encodeStateVector(server)).toEqual(Y.encodeStateVector(one));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('cuts one long text, but never within a letter of two units', () => {
    const one = new Y.Doc();
    paragraphs(one, ['a😀'.repeat(20_000)]);
    const parts = splitUpdate(Y.encodeStateAsUpdate(one), MAX);
    expect(parts.length).toBeGreaterThan(10);
    const server = new Y.Doc();
    for (const part of parts) Y.applyUpdate(server, part);
    expect(server.getXmlFragment('default').toString()).toBe(one.getXmlFragment('default').toString());
  });

  it('a small one goes as it is', () => {
    const one = new Y.Doc();
    paragraphs(one, ['کوتاه']);
    const update = Y.encodeStateAsUpdate(one);
    expect(splitUpdate(update, MAX)).toEqual([update]);
  });
});
