// The one door into the log. Sockets, restores, imports and decisions by programs all come through here; nothing
// else writes to document_updates.
import type { Role } from '@hamnevis/core/access/roles';
import type { Status } from '@hamnevis/core/workflow/statuses';
import type { PlainSql } from '../connect.ts';

/** One update on its way into the log. */
export interface LogEntry {
  documentId: string;
  /** UUID, unique per document: an entry whose answer was lost is sent again with the same one. */
  requestId: string;
  /** Yjs update, V1. */
  update: Uint8Array;
  /** The person who acts; for an AI run, the one who asked for it. */
  actorId: string;
  run: { id: string; attempt: number } | null;
  /** The document's and the member's epoch under which the actor was admitted. */
  epoch: number;
  memberEpoch: number;
  kind: 'edit' | 'seed' | 'import' | 'restore' | 'decision';
  /** Client ids with new structs in the update; each is bound to the actor, or must already be. */
  clientIds: readonly number[];
  /** What of it was pasted (core's `encodePasted`); left out where nothing was. */
  pasted?: Uint8Array;
}

/** What became of an entry. Only `ok` and `known` are in the log. */
export type AppendAnswer =
  | { outcome: 'ok' | 'known'; sequence: number }
  | { outcome: 'epoch'; status: Status; role: Role | null; epoch: number; memberEpoch: number }
  | { outcome: 'fenced' | 'foreign' | 'absent' };

interface AnswerRow extends Record<string, unknown> {
  row_index: number;
  outcome: AppendAnswer['outcome'] | 'busy';
  row_sequence: string | number | null;
  document_status: Status | null;
  member_role: Role | null;
  document_epoch: string | number | null;
  member_epoch: string | number | null;
}

/**
 * Appends a batch in one transaction: when it resolves, every `ok` entry is committed. Answers stand in the order
 * of the entries. Entries of a document whose head another transaction holds go again on their own and wait.
 * Throws the driver's error when the batch failed as a whole; nothing of it is written then.
 */
export async function appendUpdates(
  database: PlainSql,
  entries: readonly LogEntry[],
): Promise<AppendAnswer[]> {
  const answers = await appendFree(database, entries);
  const busy = answers.flatMap((answer, index) => (answer.outcome === 'busy' ? [index] : []));
  for (const indexes of Map.groupBy(busy, (index) => entries[index]?.documentId).values()) {
    const waited = await appendWaiting(
      database,
      indexes.map((index) => entries[index] as LogEntry),
    );
    indexes.forEach((index, position) => {
      answers[index] = waited[position] as AppendAnswer;
    });
  }
  return answers as AppendAnswer[];
}

/**
 * As {@link appendUpdates}, but never waits for a document's head: such entries are answered `busy`, are not
 * written, and should go again by {@link appendWaiting}, one document at a time.
 */
export async function appendFree(
  database: PlainSql,
  entries: readonly LogEntry[],
): Promise<(AppendAnswer | { outcome: 'busy' })[]> {
  return entries.length === 0 ? [] : callAppend(database, entries, false);
}

/** Appends entries of one document, and waits for its head if another transaction holds it. */
export async function appendWaiting(
  database: PlainSql,
  entries: readonly LogEntry[],
): Promise<AppendAnswer[]> {
  return (await callAppend(database, entries, true)) as AppendAnswer[];
}

async function callAppend(
  database: PlainSql,
  entries: readonly LogEntry[],
  wait: boolean,
): Promise<(AppendAnswer | { outcome: 'busy' })[]> {
  const [alone] = entries;
  const rows =
    alone && entries.length === 1 && alone.run === null && alone.clientIds.length === 0 && !alone.pasted
      ? await callForOne(database, alone, wait)
      : await callForBatch(database, entries, wait);
  const answers = new Array<AppendAnswer | { outcome: 'busy' }>(entries.length);
  for (const row of rows) answers[row.row_index - 1] = answerOf(row);
  return answers;
}

/** The same function for a row that comes alone and is nothing out of the ordinary: less to say, less to do. */
function callForOne(database: PlainSql, entry: LogEntry, wait: boolean): Promise<AnswerRow[]> {
  return database.sql<AnswerRow>(
    `select * from append_updates($1::boolean, $2::uuid, $3::uuid, $4::bytea, $5::uuid, $6::bigint, $7::bigint,
       $8::text)`,
    [
      wait,
      entry.documentId,
      entry.requestId,
      entry.update,
      entry.actorId,
      entry.epoch,
      entry.memberEpoch,
      entry.kind,
    ],
  );
}

function callForBatch(database: PlainSql, entries: readonly LogEntry[], wait: boolean): Promise<AnswerRow[]> {
  const column = <T>(pick: (entry: LogEntry) => T): T[] => entries.map(pick);
  // Few batches have any: the others need not say so of each row.
  const hasPasted = entries.some((entry) => entry.pasted);
  return database.sql<AnswerRow>(
    `select * from append_updates($1::boolean, $2::uuid[], $3::uuid[], $4::bytea[], $5::uuid[], $6::uuid[],
       $7::integer[], $8::bigint[], $9::bigint[], $10::text[], $11::text[]${hasPasted ? ', $12::bytea[]' : ''})`,
    [
      wait,
      column((entry) => entry.documentId),
      column((entry) => entry.requestId),
      database.byteaArray(column((entry) => entry.update)),
      column((entry) => entry.actorId),
      column((entry) => entry.run?.id ?? null),
      column((entry) => entry.run?.attempt ?? null),
      column((entry) => entry.epoch),
      column((entry) => entry.memberEpoch),
      column((entry) => entry.kind),
      column((entry) => entry.clientIds.join(',')),
      ...(hasPasted ? [database.byteaArray(column((entry) => entry.pasted ?? NOTHING))] : []),
    ],
  );
}

const NOTHING = new Uint8Array();

function answerOf(row: AnswerRow): AppendAnswer | { outcome: 'busy' } {
  switch (row.outcome) {
    case 'ok':
    case 'known':
      return { outcome: row.outcome, sequence: Number(row.row_sequence) };
    case 'epoch':
      return {
        outcome: 'epoch',
        status: row.document_status as Status,
        role: row.member_role,
        epoch: Number(row.document_epoch),
        memberEpoch: Number(row.member_epoch ?? 0),
      };
    case 'busy':
    case 'fenced':
    case 'foreign':
    case 'absent':
      return { outcome: row.outcome };
    default:
      throw new TypeError(`append_updates answered ${String(row.outcome)}`);
  }
}
