import { expect, it } from 'vitest';
import { physicalDirections } from './physical-directions.ts';

it('finds left and right in styles where start and end are meant', () => {
  const css = [
    '.a { margin-left: 4px }',
    '.b { text-align: right; }',
    '.c { border-top-left-radius: 2px; }',
    '  left: 0;',
    '.d { margin-inline-start: 4px; inset-inline-end: 0; text-align: start }',
    '  left: 50%; /* physical: the shadow falls the same way in both directions */',
  ].join('\n');
  expect(physicalDirections(css, 'styles').map((fault) => fault.split(':')[0])).toEqual(['1', '2', '3', '4']);
});

it('finds them in components too, and leaves names such as IconArrowLeft alone', () => {
  const code = [
    '<Box ml={4} style={{ paddingRight: 2 }} />',
    '<IconArrowLeft />',
    "const left = 'left';",
  ].join('\n');
  expect(physicalDirections(code, 'code')).toHaveLength(1);
});
