import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSettings, SETTING_NAMES } from '@hamnevis/core/settings/settings';
import { expect, it } from 'vitest';
import { root } from './check.ts';

const text = readFileSync(join(root, '.env.example'), 'utf8');
const COMPOSE_ONLY = ['POSTGRES_PASSWORD', 'HTTP_BIND', 'HTTP_PORT'];

it('.env.example names every setting once, and none that does not exist', () => {
  const named = [...text.matchAll(/^#([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
  expect(named.filter((name) => !COMPOSE_ONLY.includes(name ?? '')).sort()).toEqual(
    [...SETTING_NAMES].sort(),
  );
});

it('.env.example with every line switched on gives the defaults', () => {
  const lines = [...text.matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
    (match) => [match[1], match[2]] as const,
  );
  const result = parseSettings(Object.fromEntries(lines));
  expect(result).toEqual(parseSettings({}));
});
