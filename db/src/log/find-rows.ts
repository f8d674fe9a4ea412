import { decodeUpdate } from '@hamnevis/core/history/structs';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';
import { readRows } from './read-rows.ts';

/** When a letter was written, and who took it away. */
export interface FoundRow {
  sequence: number;
  createdAtMs: number;
  /** The first row that deleted it by name; null when it died with its place, or stands. */
  removal: { personId: string; runId: string | null; createdAtMs: number } | null;
}

/**
 * The rows that brought these letters, in the same order; undefined for one that no row brought. Reads the log from
 * its beginning until all are found, and taken away: some seconds for 260,000 rows, in steps that let others in
 * between.
 */
export async function findRows(
  database: PlainSql,
  documentId: string,
  letters: readonly { client: number; clock: number }[],
): Promise<(FoundRow | undefined)[]> {
  const found = new Array<FoundRow | undefined>(letters.length).fill(undefined);
  const open = new Set(letters.keys());
  if (open.size === 0) return found;
  const within = (index: number, range: { client: number; clock: number; length: number }) => {
    const { client, clock } = letters[index] as { client: number; clock: number };
    return client === range.client && clock >= range.clock && clock < range.clock + range.length;
  };
  for await (const rows of readRows(database, documentId, { after: 0 })) {
    for (const row of rows) {
      const { structs, deletes } = decodeUpdate(row.update);
      for (const struct of structs) {
        if (struct instanceof Y.Skip) continue;
        const range = { ...struct.id, length: struct.length };
        for (const index of open)
          if (!found[index] && within(index, range))
            found[index] = { sequence: row.sequence, createdAtMs: row.createdAtMs, removal: null };
      }
      for (const range of deletes) {
        for (const index of open) {
          const letter = found[index];
          if (!letter || !within(index, range)) continue;
          letter.removal = { personId: row.actorId, runId: row.runId, createdAtMs: row.createdAtMs };
          open.delete(index);
        }
      }
    }
    if (open.size === 0) break;
  }
  return found;
}
