// What an earlier version of the schema stored, read by the server's side of today.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { judgeUpdate } from '../gate/judge-update.ts';
import { ARTICLE_OF_SCHEMA_1 } from '../testing/article-of-schema-1.ts';
import { canonicalBytes } from './canonical.ts';
import { undecidedRuns } from './run-blocks.ts';
import { ARTICLE_FRAGMENT, documentSchema, SCHEMA_VERSION } from './schema.ts';
import { unknownContent } from './unknown-content.ts';
import { articleOf, plainText } from './yjs.ts';

const { title, update, text, seal, runId } = ARTICLE_OF_SCHEMA_1;

function opened(): Y.Doc {
  const document = new Y.Doc();
  Y.applyUpdate(document, update);
  return document;
}

test('an article of schema 1 is read with nothing lost, and its seal still fits to the byte', async () => {
  expect(SCHEMA_VERSION).toBeGreaterThan(1);
  const article = articleOf(opened());
  documentSchema().nodeFromJSON(article).check();
  expect(plainText(article)).toBe(text);
  const bytes = canonicalBytes({ title, schemaVersion: 1, content: article });
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  expect(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(seal);
});

test('an article of schema 1 passes today’s gate, and its undecided run can still be decided', () => {
  const verdict = judgeUpdate(update, new Y.Doc(), { runId }, { maxUpdateBytes: 1_000_000 });
  expect(verdict).toEqual({ verdict: 'accept', clientIds: expect.arrayContaining([1001, 1002]) });
  expect([...undecidedRuns(opened())]).toEqual([runId]);
});

test('what no version of this program wrote is found by its name: nodes, nodes in nodes, attributes and marks', () => {
  const document = opened();
  const fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
  expect(unknownContent(fragment)).toBeNull();
  const before = Y.decodeStateVector(Y.encodeStateVector(document));
  const quote = new Y.XmlElement('blockquote');
  const poll = new Y.XmlElement('poll');
  quote.insert(0, [poll]);
  fragment.insert(1, [quote]);
  expect(unknownContent(fragment)).toBe('poll');
  expect(unknownContent(fragment, before)).toBe('poll');
  // Known by then, and not looked at again.
  expect(unknownContent(fragment, Y.decodeStateVector(Y.encodeStateVector(document)))).toBeNull();
  quote.delete(0, 1);
  expect(unknownContent(fragment)).toBeNull();
  quote.setAttribute('mood', 'glad');
  expect(unknownContent(fragment)).toBe('blockquote.mood');
  expect(unknownContent(quote, Y.decodeStateVector(Y.encodeStateVector(document)))).toBe('blockquote.mood');
  quote.removeAttribute('mood');
  expect(unknownContent(fragment)).toBeNull();
  const words = (fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText;
  words.format(0, 2, { sparkle: {} });
  expect(unknownContent(fragment)).toBe('sparkle');
});
