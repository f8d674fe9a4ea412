// The list of versions as one reads it: by day, with what the program made by itself folded away.
import type { Version } from '@hamnevis/core/contract/versions';

/** A row of a day: one version, or neighbours that were made automatically. */
export type DayRow = { kind: 'one'; version: Version } | { kind: 'folded'; versions: Version[] };

export interface VersionDay {
  /** The moment of its newest version, for the day's name. */
  at: string;
  rows: DayRow[];
}

/**
 * Groups versions (newest first) by the reader's own days. Two or more automatic ones in a row become one fold; a
 * single one stands for itself, a fold would take no less room.
 */
export function versionDays(
  versions: readonly Version[],
  dayOf: (iso: string) => string = localDay,
): VersionDay[] {
  const days: (VersionDay & { key: string })[] = [];
  for (const version of versions) {
    const key = dayOf(version.createdAt);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: version.createdAt, rows: [] };
      days.push(day);
    }
    pushRow(day.rows, version);
  }
  return days.map(({ at, rows }) => ({ at, rows }));
}

function pushRow(rows: DayRow[], version: Version): void {
  const last = rows.at(-1);
  if (version.kind !== 'automatic' || !last) rows.push({ kind: 'one', version });
  else if (last.kind === 'folded') last.versions.push(version);
  else if (last.version.kind === 'automatic')
    rows[rows.length - 1] = { kind: 'folded', versions: [last.version, version] };
  else rows.push({ kind: 'one', version });
}

function localDay(iso: string): string {
  return new Date(iso).toDateString();
}
