import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamnevis-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a secret may stand in a file, whose last line break does not count', () => {
  const file = join(folder, 'secret');
  writeFileSync(file, `${'s'.repeat(40)}\n`);
  const result = readSettings({ APP_SECRET_FILE: file });
  expect(result.ok && result.settings.APP_SECRET).toBe('s'.repeat(40));
});

it('a file that is not there is named together with every other fault, and not twice', () => {
  const result = readSettings({
    DATABASE_URL: 'postgres://db/hamnevis',
    REDIS_URL: 'redis://redis',
    APP_SECRET_FILE: join(folder, 'absent'),
    PORT: 'eighty',
  });
  expect(!result.ok && result.faults.map((fault) => fault.setting)).toEqual(['APP_SECRET_FILE', 'PORT']);
});

it('a value and a file for the same setting are refused: which of them counts could not be told', () => {
  const file = join(folder, 'port');
  writeFileSync(file, '4000');
  const result = readSettings({ PORT: '3000', PORT_FILE: file });
  expect(!result.ok && result.faults.map((fault) => fault.setting)).toEqual(['PORT_FILE']);
});
