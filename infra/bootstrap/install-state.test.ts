import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installState, stampPath, wantedStamp } from './install-state.mjs';

let root: string;

function writeLock(version: string) {
  const packages = {
    '': { name: 'fixture' },
    'node_modules/a': { version },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function writeInstalled(version: string) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(
    join(root, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version } } }),
  );
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hamnevis-install-'));
  writeLock('1.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the state of node_modules', () => {
  it('is stale when it is missing', () => {
    expect(installState(root)).toEqual({ kind: 'stale', reason: 'node_modules is missing' });
  });

  it('is stale when npm was broken off before it wrote its record', () => {
    mkdirSync(join(root, 'node_modules'));
    expect(installState(root)).toEqual({ kind: 'stale', reason: 'the last install did not finish' });
  });

  it('is taken as it is when an install by hand agrees with the lockfile, other platforms aside', () => {
    writeInstalled('1.0.0');
    expect(installState(root)).toEqual({ kind: 'unstamped' });
  });

  it('is fresh once stamped, and stale again when the lockfile moves on', () => {
    writeInstalled('1.0.0');
    writeFileSync(stampPath(root), wantedStamp(root));
    expect(installState(root)).toEqual({ kind: 'fresh' });
    writeLock('1.1.0');
    expect(installState(root)).toEqual({ kind: 'stale', reason: 'node_modules/a changed' });
  });

  it('is stale when it was copied from another platform, though every version agrees', () => {
    writeInstalled('1.0.0');
    writeFileSync(stampPath(root), wantedStamp(root).replace(process.platform, 'plan9'));
    expect(installState(root)).toEqual({
      kind: 'stale',
      reason: 'node_modules was made on another platform',
    });
  });
});
