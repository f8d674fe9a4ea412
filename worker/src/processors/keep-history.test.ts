import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { articleOf, updateFromArticle } from '@hamnevis/core/document/yjs';
import type { Settings } from '@hamnevis/core/settings/settings';
import { appendUpdates } from '@hamnevis/db/log/append';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { CorruptSegment } from '@hamnevis/db/log/segments';
import { findDocument, findHead, insertDocument } from '@hamnevis/db/queries/documents';
import { insertMember } from '@hamnevis/db/queries/members';
import { insertOrganization } from '@hamnevis/db/queries/organizations';
import { insertPerson } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import { insertVersion } from '@hamnevis/db/queries/versions';
import { insertProject, insertWorkspace } from '@hamnevis/db/queries/workspaces';
import { versions } from '@hamnevis/db/schema/tables';
import { createLocalSignals } from '@hamnevis/db/signals/signals';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepHistory } from './keep-history.ts';
import { thinOldVersions } from './sweep.ts';

const settings = { HISTORY_FOLD_AFTER_HOURS: 24 };

let built: TestDatabase;
beforeAll(async () => {
  built = await buildDatabase();
});
afterAll(() => built.drop());

/** A document with two rows in its log, the later one five minutes old. */
async function buildRestedDocument() {
  const { database } = built;
  const { queries } = built.owner;
  const organization = await insertOrganization(queries, { name: 'Desk', slug: randomUUID() });
  const organizationId = organization.id;
  const person = await insertPerson(queries, {
    name: 'Maryam',
    phone: null,
    email: `${randomUUID()}@example.test`,
    color: 'p1',
    language: 'fa',
  });
  await insertMember(queries, { organizationId, personId: person.id, role: 'writer' });
  const workspace = await insertWorkspace(queries, { organizationId, name: 'w', slug: 'w' });
  const project = await insertProject(queries, {
    organizationId,
    workspaceId: workspace.id,
    name: 'p',
    slug: 'p',
  });
  const document = await transact(database, { organizationId }, (tx) =>
    insertDocument(tx, {
      organizationId,
      projectId: project.id,
      title: 'گزارش',
      language: 'fa',
      createdBy: person.id,
    }),
  );
  const found = await findDocument(queries, document.id, person.id);
  const head = await findHead(queries, document.id);
  for (const text of ['یکم', 'دوم']) {
    const clientId = freshClientId();
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] };
    const [answer] = await appendUpdates(database, [
      {
        documentId: document.id,
        requestId: randomUUID(),
        update: updateFromArticle({ type: 'doc', content: [paragraph] }, clientId),
        actorId: person.id,
        run: null,
        epoch: head?.epoch ?? 0,
        memberEpoch: found?.memberEpoch ?? 0,
        kind: 'edit',
        clientIds: [clientId],
      },
    ]);
    expect(answer?.outcome).toBe('ok');
  }
  await built.owner.sql(
    `update document_updates set created_at = now() - interval '5 minutes' where document_id = $1`,
    [document.id],
  );
  return { document, person };
}

const versionsOf = (documentId: string) =>
  built.owner.sql('select kind, work, seal_sha256 from versions where document_id = $1 order by number', [
    documentId,
  ]);

test('a rested text gets its version, counted, and whoever has it open hears of it', async () => {
  const { document, person } = await buildRestedDocument();
  const signals = createLocalSignals();
  const heard: unknown[] = [];
  signals.subscribe('document-changed', (payload) => void heard.push(payload));
  await keepHistory({ database: built.database, signals, settings });
  expect(await versionsOf(document.id)).toMatchObject([
    { kind: 'automatic', work: [{ personId: person.id, runId: null, inserted: 6, deleted: 0 }] },
  ]);
  await expect.poll(() => heard).toContainEqual({ documentId: document.id, what: 'versions' });
  heard.length = 0;
  await keepHistory({ database: built.database, signals, settings });
  expect(await versionsOf(document.id)).toHaveLength(1);
  expect(heard).toEqual([]);
  await signals.close();
});

test('texts of several organizations are served in one go, each version in its own', async () => {
  const rested = [await buildRestedDocument(), await buildRestedDocument()];
  const signals = createLocalSignals();
  await keepHistory({ database: built.database, signals, settings });
  for (const { document, person } of rested) {
    const { organizationId, id } = document;
    const seen = await transact(built.database, { organizationId }, (tx) => tx.select().from(versions));
    expect(seen).toMatchObject([
      { organizationId, documentId: id, kind: 'automatic', work: [{ personId: person.id }] },
    ]);
  }
  await signals.close();
});

/** Makes a rested document one of 72 rows, the last 70 of which say nothing, all of them `hours` old. */
async function lengthen(
  { document, person }: Awaited<ReturnType<typeof buildRestedDocument>>,
  hours: number,
) {
  await built.owner.sql(
    `insert into document_updates (document_id, sequence, request_id, update, actor_id, kind)
     select $1, 2 + n, gen_random_uuid(), '\\x0000', $2, 'edit' from generate_series(1, 70) n`,
    [document.id, person.id],
  );
  await built.owner.sql('update document_heads set sequence = 72 where document_id = $1', [document.id]);
  await age(document.id, hours);
}

const age = (documentId: string, hours: number) =>
  built.owner.sql(
    "update document_updates set created_at = now() - $2 * interval '1 hour' where document_id = $1",
    [documentId, hours],
  );

const segmentsIn = (documentId: string) =>
  built.owner.sql(
    'select from_sequence::integer, to_sequence::integer from document_segments where document_id = $1',
    [documentId],
  );

const textIn = async (documentId: string) =>
  articleOf(documentFromLog(await loadLog(built.database, documentId)));

const dueNow = (documentId: string) =>
  built.owner.sql('update history_queue set due_at = now() where document_id = $1', [documentId]);

test('rows of yesterday move into a segment, and the text stays what it was', async () => {
  const rested = await buildRestedDocument();
  const { id } = rested.document;
  await lengthen(rested, 23);
  const before = await textIn(id);
  const signals = createLocalSignals();
  await keepHistory({ database: built.database, signals, settings });
  expect(await segmentsIn(id)).toEqual([]);
  // It waits in the queue for its time.
  const [waiting] = await built.owner.sql<{ hours: number }>(
    'select extract(epoch from due_at - now()) / 3600 as hours from history_queue where document_id = $1',
    [id],
  );
  expect(Number(waiting?.hours)).toBeCloseTo(1, 1);
  await age(id, 24);
  await dueNow(id);
  await keepHistory({ database: built.database, signals, settings });
  expect(await segmentsIn(id)).toEqual([{ from_sequence: 1, to_sequence: 71 }]);
  expect(await textIn(id)).toEqual(before);
  // Nothing is left to be done.
  expect(await built.owner.sql('select from history_queue where document_id = $1', [id])).toEqual([]);
  await signals.close();
});

test('a segment that breaks costs history and not the text of now, though nobody had folded a snapshot, nor another document its turn', async () => {
  const [broken, sound] = [await buildRestedDocument(), await buildRestedDocument()];
  const { id } = broken.document;
  await lengthen(broken, 25);
  const before = await textIn(id);
  const signals = createLocalSignals();
  const snapshots = () =>
    built.owner.sql(
      'select sequence::integer from document_snapshots where document_id = $1 and not pinned',
      [id],
    );
  expect(await snapshots()).toEqual([]);
  await keepHistory({ database: built.database, signals, settings });
  expect(await segmentsIn(id)).toEqual([{ from_sequence: 1, to_sequence: 71 }]);
  expect(await snapshots()).toEqual([{ sequence: 72 }]);
  await built.owner.sql(
    'update document_segments set update = set_byte(update, 20, 255 - get_byte(update, 20)) where document_id = $1',
    [id],
  );
  expect(await textIn(id)).toEqual(before);
  await expect(loadLog(built.database, id, 50)).rejects.toThrow(CorruptSegment);

  // So many rows that authorship is due, which reads from the first one on.
  await built.owner.sql(
    `insert into document_updates (document_id, sequence, request_id, update, actor_id, kind)
     select $1, 72 + n, gen_random_uuid(), '\\x0000', $2, 'edit' from generate_series(1, 2100) n`,
    [id, broken.person.id],
  );
  await built.owner.sql('update document_heads set sequence = 2172 where document_id = $1', [id]);
  await lengthen(sound, 25);
  await built.owner.sql(
    "update history_queue set due_at = now() - case when document_id = $1 then 2 else 1 end * interval '1 minute' where document_id = any($2::uuid[])",
    [id, [id, sound.document.id]],
  );
  await keepHistory({ database: built.database, signals, settings });
  expect(await segmentsIn(sound.document.id)).toEqual([{ from_sequence: 1, to_sequence: 71 }]);
  const [again] = await built.owner.sql<{ hours: number }>(
    'select extract(epoch from due_at - now()) / 3600 as hours from history_queue where document_id = $1',
    [id],
  );
  expect(Number(again?.hours)).toBeCloseTo(24, 0);
  expect(await textIn(id)).toEqual(before);
  await signals.close();
});

test('old automatic versions are thinned to the last of each day; named and sealed ones never', async () => {
  const { document, person } = await buildRestedDocument();
  const { organizationId } = document;
  const kinds = [
    'automatic',
    'named',
    'before-run',
    'approval',
    'automatic',
    'automatic',
    'automatic',
  ] as const;
  for (const kind of kinds)
    await transact(built.database, { organizationId }, (tx) =>
      insertVersion(tx, { document, sequence: 2, kind, name: null, note: null, personId: person.id }),
    );
  // 1 to 5 were made on one day, 6 on the next, 7 today.
  await built.owner.sql(
    `update versions set work = '[]', created_at = case when number < 6
       then '2026-01-05T08:00:00Z'::timestamptz + number * interval '1 hour'
       when number = 6 then '2026-01-06T08:00:00Z' else now() end
     where document_id = $1`,
    [document.id],
  );
  const signals = createLocalSignals();
  const heard: unknown[] = [];
  signals.subscribe('document-changed', (payload) => void heard.push(payload));
  const log = pino({ level: 'silent' });
  const numbers = async () =>
    (
      await built.owner.sql('select number, work from versions where document_id = $1 order by number', [
        document.id,
      ])
    ).map(({ number, work }) => (work === null ? `${number} to be counted` : number));
  await thinOldVersions({ database: built.database, signals, log, settings: {} as Settings });
  expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const thin = () =>
    thinOldVersions({
      database: built.database,
      signals,
      log,
      settings: { VERSIONS_THIN_AFTER_DAYS: 30 },
    });
  await thin();
  expect(await numbers()).toEqual(['2 to be counted', '4 to be counted', 5, 6, 7]);
  const [audit] = await built.owner.sql(
    "select detail from audit_events where action = 'versions.thinned' and subject_id = $1",
    [document.id],
  );
  expect(audit?.detail).toEqual({ removed: 2, olderThanDays: 30 });
  await expect.poll(() => heard).toContainEqual({ documentId: document.id, what: 'versions' });
  await thin();
  expect(await numbers()).toHaveLength(5);
  await signals.close();
});

test('a seal that was left behind is finished', async () => {
  const { document, person } = await buildRestedDocument();
  await transact(built.database, { organizationId: document.organizationId }, (tx) =>
    insertVersion(tx, {
      document: { ...document, status: 'approved' },
      sequence: 2,
      kind: 'approval',
      name: null,
      note: null,
      personId: person.id,
    }),
  );
  const signals = createLocalSignals();
  await keepHistory({ database: built.database, signals, settings });
  const [approval] = await versionsOf(document.id);
  expect(approval?.seal_sha256).toHaveLength(32);
  await signals.close();
});
