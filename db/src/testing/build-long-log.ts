// A log that two people and an AI run have written, put into the tables as the append would have left it.
import { randomUUID } from 'node:crypto';
import { EMPTY_ARTICLE, updateFromArticle } from '@hamnevis/core/document/yjs';
import { EditorBuilder, LogBuilder } from '@hamnevis/core/history/testing/build-editor';
import { randomEdit, seededRandom } from '@hamnevis/core/history/testing/random-edits';
import type { Database } from '../connect.ts';

export interface LongLog {
  documentId: string;
  log: LogBuilder;
  people: { sara: string; omid: string };
}

/** So many random edits (seeded), all of them two days old. */
export async function buildLongLog(owner: Database, edits: number, seed: number): Promise<LongLog> {
  const [documentId, sara, omid, runId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const random = seededRandom(seed);
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: sara, kind: 'seed' });
  const editors = [
    new EditorBuilder(log, { personId: sara, clientId: 4_000_000_001 }),
    new EditorBuilder(log, { personId: omid, clientId: 77 }),
    new EditorBuilder(log, { personId: omid, runId, clientId: 500_000 }),
  ];
  while (log.rows.length < edits) {
    const editor = editors[Math.floor(random() * editors.length)] as EditorBuilder;
    randomEdit(editor.receive(), random);
    editor.send();
  }
  log.rows.length = edits;
  await owner.sql(
    `insert into document_updates (document_id, sequence, request_id, update, actor_id, run_id, kind, created_at)
     select $1, n, gen_random_uuid(), u, a, r, k, now() - interval '2 days' + n * interval '1 millisecond'
     from unnest($2::bytea[], $3::uuid[], $4::uuid[], $5::text[]) with ordinality rows(u, a, r, k, n)`,
    [
      documentId,
      owner.byteaArray(log.rows.map((row) => row.update)),
      log.rows.map((row) => row.actorId),
      log.rows.map((row) => row.runId),
      log.rows.map((row) => row.kind),
    ],
  );
  for (const [client, person, run] of [
    [1, sara, null],
    [4_000_000_001, sara, null],
    [77, omid, null],
    [500_000, omid, runId],
  ])
    await owner.sql(
      'insert into document_clients (document_id, client_id, person_id, run_id) values ($1, $2, $3, $4)',
      [documentId, client, person, run],
    );
  await owner.sql(
    'insert into document_heads (document_id, organization_id, sequence) values ($1, gen_random_uuid(), $2)',
    [documentId, edits],
  );
  return { documentId, log, people: { sara, omid } };
}
