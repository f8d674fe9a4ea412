import { decodeUpdate } from '@hamnevis/core/history/structs';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';
import { readRows } from './read-rows.ts';

/** A row of the log: when something was written. */
export interface FoundRow {
  sequence: number;
  createdAtMs: number;
}

/**
 * The rows that brought these letters, in the same order; undefined for one that no row brought. Reads the log from
 * its beginning until all are found: some seconds for 260,000 rows, in steps that let others in between.
 */
export async function findRows(
  database: PlainSql,
  documentId: string,
  letters: readonly { client: number; clock: number }[],
): Promise<(FoundRow | undefined)[]> {
  const found = new Array<FoundRow | undefined>(letters.length).fill(undefined);
  const open = new Set(letters.keys());
  if (open.size === 0) return found;
  for await (const rows of readRows(database, documentId, { after: 0 })) {
    for (const row of rows) {
      for (const struct of decodeUpdate(row.update).structs) {
        if (struct instanceof Y.Skip) continue;
        const { client, clock } = struct.id;
        for (const index of open) {
          const letter = letters[index] as { client: number; clock: number };
          if (letter.client !== client || letter.clock < clock || letter.clock >= clock + struct.length)
            continue;
          found[index] = { sequence: row.sequence, createdAtMs: row.createdAtMs };
          open.delete(index);
        }
      }
    }
    if (open.size === 0) break;
  }
  return found;
}
