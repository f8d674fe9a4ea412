import type { Version } from '@hamnevis/core/contract/versions';
import { describe, expect, it } from 'vitest';
import { versionDays } from './version-days.ts';

const version = (number: number, kind: Version['kind'], createdAt: string) =>
  ({ number, kind, createdAt }) as Version;

const byDate = (iso: string) => iso.slice(0, 10);
const shape = (versions: Version[]) =>
  versionDays(versions, byDate).map((day) =>
    day.rows.map((row) => (row.kind === 'one' ? row.version.number : row.versions.map((one) => one.number))),
  );

describe('versions by day', () => {
  it('folds neighbours that were made automatically, and never what somebody named', () => {
    const at = '2026-11-21T10:00:00Z';
    expect(
      shape([
        version(7, 'automatic', at),
        version(6, 'automatic', at),
        version(5, 'named', at),
        version(4, 'automatic', at),
        version(3, 'before-run', at),
        version(2, 'automatic', at),
        version(1, 'automatic', at),
      ]),
    ).toEqual([[[7, 6], 5, 4, 3, [2, 1]]]);
  });

  it('begins anew with every day', () => {
    expect(
      shape([
        version(3, 'automatic', '2026-11-21T00:10:00Z'),
        version(2, 'automatic', '2026-11-20T23:50:00Z'),
        version(1, 'automatic', '2026-11-20T23:40:00Z'),
      ]),
    ).toEqual([[3], [[2, 1]]]);
    expect(versionDays([])).toEqual([]);
  });
});
