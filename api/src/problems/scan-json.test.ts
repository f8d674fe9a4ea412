import { expect, test } from 'vitest';
import { scanJson } from './scan-json.ts';

test.each([
  '{}',
  '[]',
  'null',
  '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
  '{"a":"\\\\u0000"}',
  '{"a":"b","b":"a"}',
  '["a","a"]',
  '{"a":["a","a"],"b":1}',
  '{broken',
  '"never ends',
  '['.repeat(32) + ']'.repeat(32),
])('%s is sound, or for the parser to refuse', (text) => {
  expect(scanJson(text)).toBeNull();
});

test.each([
  ['{"a":1,"a":2}', 'twice'],
  ['{"x":[{"a":1,"b":{},"a":2}]}', 'twice'],
  ['{"a":1,"\\u0061":2}', 'twice'],
  ['{"a":[1,{"b":2}],"a":2}', 'twice'],
  ['{"a":"x\\u0000y"}', 'NUL'],
  ['{"a\\u0000":1}', 'NUL'],
  ['{"a":"\\\\\\u0000"}', 'NUL'],
  ['['.repeat(33), 'deeper'],
  ['{"a":'.repeat(100_000), 'deeper'],
])('%.40s is told: %s', (text, what) => {
  expect(scanJson(text)).toContain(what);
});
