// Runs in a thread of its own, since folding keeps a processor busy for a second and `npm start` serves people from
// this very process. Rows in, a segment out; what it made is read back before anybody may remove a row for it.
import { parentPort } from 'node:worker_threads';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { encodePasted, pastedOf, rangesAsMap } from '@hamnevis/core/history/pasted';
import { Frontier } from '@hamnevis/core/history/segment';
import { decodeUpdate } from '@hamnevis/core/history/structs';
import * as Y from 'yjs';
import { foldRows, readSegment, type StoredSegment } from './segments.ts';

/** What is folded: rows, or the segments that become one; `before` are all segments before them. */
export interface FoldWork {
  before: readonly StoredSegment[];
  rows?: readonly LogRow[];
  neighbours?: readonly StoredSegment[];
}

/** `unfoldable`: the rows cannot be given back exactly, and must stay as they are. */
export type FoldAnswer = { segment: StoredSegment } | { unfoldable: string };

parentPort?.on('message', (work: FoldWork) => parentPort?.postMessage(answer(work)));

function answer({ before, rows, neighbours }: FoldWork): FoldAnswer {
  try {
    const earlier = before.map((stored) => readSegment(stored).updateUpTo(stored.toSequence));
    const frontier = new Frontier();
    for (const update of earlier) frontier.include(update);
    const folded = rows ?? neighbours?.flatMap((stored) => [...readSegment(stored).rows()]) ?? [];
    const segment = foldRows(folded, frontier);
    assertGivesBack(segment, folded, earlier);
    return { segment };
  } catch (error) {
    return { unfoldable: error instanceof Error ? error.message : String(error) };
  }
}

/** The rows of the segment must do to the document, deleted text included, exactly what the folded ones do. */
function assertGivesBack(
  segment: StoredSegment,
  rows: readonly LogRow[],
  earlier: readonly Uint8Array[],
): void {
  const again = [...readSegment(segment).rows()];
  if (again.length !== rows.length) throw new Error(`${rows.length} rows became ${again.length}`);
  for (const [index, row] of rows.entries()) {
    const { sequence, actorId, runId, kind, update, pasted = [] } = again[index] as LogRow;
    if (sequence !== row.sequence || actorId !== row.actorId || runId !== row.runId || kind !== row.kind)
      throw new Error(`row ${row.sequence} comes back as another one`);
    // Of what the row brought and no other before it.
    if (row.pasted || pasted.length > 0) {
      const due = pastedOf(rangesIn(update), rangesAsMap(row.pasted));
      if (!isSame(encodePasted(pasted), encodePasted(due)))
        throw new Error(`row ${row.sequence} comes back with other pastes`);
    }
  }
  const stateAfter = (list: readonly LogRow[]) => {
    const document = buildLogDocument({ gc: false });
    document.transact(() => {
      for (const update of earlier) Y.applyUpdateV2(document, update);
      for (const { update } of list) Y.applyUpdate(document, update);
    });
    return Y.encodeStateAsUpdateV2(document);
  };
  if (!isSame(stateAfter(again), stateAfter(rows))) throw new Error('the segment gives another document');
}

function rangesIn(update: Uint8Array): { client: number; clock: number; length: number }[] {
  return decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Skip ? [] : [{ ...struct.id, length: struct.length }],
  );
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other);
}
