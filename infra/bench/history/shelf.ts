// A database with the log of one article in it, folded by the code that the worker runs.
import { randomUUID } from 'node:crypto';
import { historyWork } from '@hamnevis/core/history/history-work';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { asPgliteOwner, connectDatabase, migrateDatabase } from '@hamnevis/db/connect';
import { foldLog, readSegments } from '@hamnevis/db/log/fold-log';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import type { StoredSegment } from '@hamnevis/db/log/segments';
import { historyStanding } from '@hamnevis/db/queries/history-queue';
import { ownerOf } from '@hamnevis/db/testing/owner';
import type * as Y from 'yjs';

/** Many articles share the pages that a table has in any case: what one takes is a part of what so many take. */
const ARTICLES = 20;
const INSERTED_AT_ONCE = 5000;

export interface Shelf extends AsyncDisposable {
  /** Folds everything but the newest row. */
  fold(): Promise<void>;
  segments(): Promise<StoredSegment[]>;
  /** The article as it stood after row `sequence`, as a version is opened. */
  open(sequence: number): Promise<Y.Doc>;
  /** Bytes on disk of one article. */
  sizes(versions: number): Promise<{ rows: number; segments: number; versions: number }>;
}

/** A shelf with these rows as the log of its article. */
export async function openShelf(rows: readonly LogRow[]): Promise<Shelf> {
  const place = { dataDir: 'memory://' };
  const database = await connectDatabase(place);
  await migrateDatabase(database, place);
  const { pglite } = database;
  if (!pglite) throw new TypeError('the shelf stands in an embedded database');
  const owner = await ownerOf(database, place);
  const [organizationId, projectId, documentId] = [randomUUID(), randomUUID(), randomUUID()];
  const people = [...new Set(rows.map((row) => row.actorId))];
  for (const id of people)
    await owner.sql("insert into people (id, name, color, language) values ($1, 'x', 'p1', 'en')", [id]);
  await owner.sql("insert into organizations (id, name, slug) values ($1, 'x', 'x')", [organizationId]);
  await owner.sql("insert into workspaces (id, organization_id, name, slug) values ($1, $1, 'x', 'x')", [
    organizationId,
  ]);
  await owner.sql(
    "insert into projects (id, organization_id, workspace_id, name, slug) values ($1, $2, $2, 'x', 'x')",
    [projectId, organizationId],
  );
  const addDocument = async (id: string, sequence: number) => {
    await owner.sql(
      `insert into documents (id, organization_id, project_id, title, language, created_by)
       values ($1, $2, $3, 'The railway and the new town', 'en', $4)`,
      [id, organizationId, projectId, people[0]],
    );
    await owner.sql(
      'insert into document_heads (document_id, organization_id, sequence) values ($1, $2, $3)',
      [id, organizationId, sequence],
    );
  };
  await addDocument(documentId, rows.length);
  for (let from = 0; from < rows.length; from += INSERTED_AT_ONCE) {
    const batch = rows.slice(from, from + INSERTED_AT_ONCE);
    await owner.sql(
      `insert into document_updates (document_id, sequence, request_id, update, actor_id, kind, created_at)
       select $1, s, gen_random_uuid(), u, a, 'edit', to_timestamp(t / 1000.0)
       from unnest($2::bigint[], $3::bytea[], $4::uuid[], $5::float8[]) rows(s, u, a, t)`,
      [
        documentId,
        batch.map((row) => row.sequence),
        owner.byteaArray(batch.map((row) => row.update)),
        batch.map((row) => row.actorId),
        batch.map((row) => row.createdAtMs),
      ],
    );
  }
  const sizeOf = async (table: string) => {
    const [row] = await owner.sql<{ size: string | number }>(
      `select pg_total_relation_size('${table}') as size`,
    );
    return Number(row?.size);
  };
  const rowsSize = await sizeOf('document_updates');
  return {
    async fold() {
      for (;;) {
        const standing = await historyStanding(database, documentId);
        const due = standing && historyWork(standing, { foldAfterMs: 0 }).fold;
        if (!due) return;
        const outcome = await foldLog(database, documentId, due);
        if (outcome !== 'folded') throw new Error(`folding ended with ${outcome}`);
      }
    },
    segments: () => readSegments(database, documentId, 1, rows.length),
    open: async (sequence) => documentFromLog(await loadLog(database, documentId, sequence)),
    async sizes(versions) {
      const ids = [documentId];
      while (ids.length < ARTICLES) {
        const id = randomUUID();
        ids.push(id);
        await addDocument(id, 0);
        await owner.sql(
          `insert into document_segments
           select $2, from_sequence, to_sequence, course, rows, deletes, update, checksum
           from document_segments where document_id = $1`,
          [documentId, id],
        );
      }
      for (const id of ids)
        await owner.sql(
          `insert into versions (id, organization_id, document_id, number, sequence, kind, title, status, created_by, work)
           select gen_random_uuid(), $1::uuid, $2::uuid, n, n * $4::bigint / $5::integer, 'automatic', 'The railway and the new town',
             'in_progress', $3::uuid,
             jsonb_build_array(jsonb_build_object('personId', $3::uuid, 'runId', null, 'inserted', 900 + n, 'deleted', 390 + n))
           from generate_series(1, $5::integer) n`,
          [organizationId, id, people[0], rows.length, versions],
        );
      // What joined segments left behind is used again by the next ones; here nothing comes any more.
      await asPgliteOwner(
        pglite,
        async (session) => void (await session.exec('vacuum full document_segments')),
      );
      return {
        rows: rowsSize,
        segments: Math.round((await sizeOf('document_segments')) / ARTICLES),
        versions: Math.round((await sizeOf('versions')) / ARTICLES),
      };
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}
