import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../connect.ts';
import { bindClient } from '../queries/collab-clients.ts';
import { buildDatabase, type TestDatabase } from '../testing/build-database.ts';
import { appendFree, appendUpdates, type LogEntry } from './append.ts';

let built: TestDatabase;
let database: Database;
let owner: Database;
let organizationId: string;

beforeAll(async () => {
  built = await buildDatabase();
  ({ database, owner } = built);
  organizationId = randomUUID();
  await owner.sql(`insert into organizations (id, name, slug) values ($1, 'o', 'o')`, [organizationId]);
});
afterAll(() => built.drop());

async function buildMember(role = 'writer'): Promise<string> {
  const id = randomUUID();
  await owner.sql(`insert into people (id, name, color, language) values ($1, 'n', 'p1', 'fa')`, [id]);
  await owner.sql(`insert into members (organization_id, person_id, role) values ($1, $2, $3)`, [
    organizationId,
    id,
    role,
  ]);
  return id;
}

async function buildDocument(createdBy: string): Promise<string> {
  const [workspaceId, projectId, documentId] = [randomUUID(), randomUUID(), randomUUID()];
  await owner.sql(
    `insert into workspaces (id, organization_id, name, slug) values ($1, $2, 'w', $1::uuid::text)`,
    [workspaceId, organizationId],
  );
  await owner.sql(
    `insert into projects (id, organization_id, workspace_id, name, slug) values ($1, $2, $3, 'p', $1::uuid::text)`,
    [projectId, organizationId, workspaceId],
  );
  await owner.sql(
    `insert into documents (id, organization_id, project_id, title, language, created_by)
     values ($1, $2, $3, 't', 'fa', $4)`,
    [documentId, organizationId, projectId, createdBy],
  );
  await owner.sql(`insert into document_heads (document_id, organization_id) values ($1, $2)`, [
    documentId,
    organizationId,
  ]);
  return documentId;
}

function entry(documentId: string, actorId: string, more: Partial<LogEntry> = {}): LogEntry {
  return {
    documentId,
    requestId: randomUUID(),
    update: new Uint8Array([0, 0]),
    actorId,
    run: null,
    epoch: 0,
    memberEpoch: 0,
    kind: 'edit',
    clientIds: [],
    ...more,
  };
}

const sequences = async (documentId: string) =>
  (
    await owner.sql<{ sequence: number }>(
      'select sequence::integer from document_updates where document_id = $1 order by sequence',
      [documentId],
    )
  ).map((row) => row.sequence);

const outcomes = async (entries: LogEntry[]) =>
  (await appendUpdates(database, entries)).map(({ outcome }) => outcome);

test('a batch over several documents is answered in its own order, each document counted without a gap', async () => {
  const person = await buildMember();
  const [a, b] = [await buildDocument(person), await buildDocument(person)];
  const answers = await appendUpdates(database, [
    entry(a, person),
    entry(b, person),
    entry(randomUUID(), person),
    entry(a, person),
    entry(b, person),
    entry(a, person),
  ]);
  expect(answers).toEqual([
    { outcome: 'ok', sequence: 1 },
    { outcome: 'ok', sequence: 1 },
    { outcome: 'absent' },
    { outcome: 'ok', sequence: 2 },
    { outcome: 'ok', sequence: 2 },
    { outcome: 'ok', sequence: 3 },
  ]);
  expect(await sequences(a)).toEqual([1, 2, 3]);
  const [head] = await owner.sql<{ sequence: number }>(
    'select sequence::integer from document_heads where document_id = $1',
    [b],
  );
  expect(head?.sequence).toBe(2);
});

test('an entry whose answer was lost is written once, also after it would be refused', async () => {
  const person = await buildMember();
  const documentId = await buildDocument(person);
  const sent = entry(documentId, person);
  expect(await appendUpdates(database, [sent])).toEqual([{ outcome: 'ok', sequence: 1 }]);
  expect(await appendUpdates(database, [sent, sent])).toEqual([
    { outcome: 'known', sequence: 1 },
    { outcome: 'known', sequence: 1 },
  ]);
  await owner.sql('update document_heads set epoch = epoch + 1 where document_id = $1', [documentId]);
  expect(await appendUpdates(database, [sent])).toEqual([{ outcome: 'known', sequence: 1 }]);
  expect(await sequences(documentId)).toEqual([1]);
});

test('a row that comes alone is answered as it would be in a batch, whatever became of its document', async () => {
  const person = await buildMember();
  const [suspended, moved] = [await buildMember(), await buildMember()];
  await owner.sql('update members set suspended_at = now() where person_id = $1', [suspended]);
  await owner.sql('update members set epoch = 3 where person_id = $1', [moved]);
  const [open, sealed, trashed] = [
    await buildDocument(person),
    await buildDocument(person),
    await buildDocument(person),
  ];
  await owner.sql('update document_heads set epoch = 2 where document_id = $1', [sealed]);
  await owner.sql('update document_heads set trashed = true where document_id = $1', [trashed]);
  const company = await buildDocument(person);
  const written = entry(open, person);
  await appendUpdates(database, [written]);
  for (const refused of [
    entry(sealed, person),
    entry(trashed, person),
    entry(randomUUID(), person),
    entry(open, suspended),
    entry(open, moved),
    entry(open, randomUUID()),
    written,
  ]) {
    const [alone] = await appendUpdates(database, [refused]);
    const [inBatch] = await appendUpdates(database, [refused, entry(company, person)]);
    expect(alone).toEqual(inBatch);
    expect(alone?.outcome).not.toBe('ok');
  }
  expect(await sequences(open)).toEqual([1]);
  expect(await outcomes([entry(open, moved, { memberEpoch: 3 })])).toEqual(['ok']);
  expect(await sequences(open)).toEqual([1, 2]);
});

test('the same entry twice in one batch is written once', async () => {
  const person = await buildMember();
  const documentId = await buildDocument(person);
  const sent = entry(documentId, person);
  expect(await outcomes([sent, sent])).toEqual(['ok', 'known']);
});

describe('rights', () => {
  test('a changed status is answered with today’s, and the batch goes on', async () => {
    const [writer, editor] = [await buildMember(), await buildMember('editor')];
    const documentId = await buildDocument(writer);
    await owner.sql('update document_heads set epoch = 7 where document_id = $1', [documentId]);
    await owner.sql(`update documents set status = 'review' where id = $1`, [documentId]);
    expect(
      await appendUpdates(database, [entry(documentId, writer), entry(documentId, editor, { epoch: 7 })]),
    ).toEqual([
      { outcome: 'epoch', status: 'review', role: 'writer', epoch: 7, memberEpoch: 0 },
      { outcome: 'ok', sequence: 1 },
    ]);
  });

  test('a changed role, a suspension and a removal', async () => {
    const [demoted, suspended, removed] = [await buildMember(), await buildMember(), await buildMember()];
    const documentId = await buildDocument(demoted);
    await owner.sql(`update members set role = 'viewer', epoch = 1 where person_id = $1`, [demoted]);
    await owner.sql('update members set suspended_at = now(), epoch = 1 where person_id = $1', [suspended]);
    await owner.sql('delete from members where person_id = $1', [removed]);
    const answers = await appendUpdates(
      database,
      [demoted, suspended, removed].map((person) => entry(documentId, person)),
    );
    expect(answers.map((answer) => (answer.outcome === 'epoch' ? answer.role : answer))).toEqual([
      'viewer',
      null,
      null,
    ]);
  });

  test('nothing enters a document in the trash', async () => {
    const person = await buildMember();
    const documentId = await buildDocument(person);
    await owner.sql('update document_heads set trashed = true where document_id = $1', [documentId]);
    expect(await outcomes([entry(documentId, person)])).toEqual(['absent']);
  });
});

describe('client ids', () => {
  test('belong to whom they were first used by, person or run', async () => {
    const [one, other] = [await buildMember(), await buildMember()];
    const documentId = await buildDocument(one);
    expect(await outcomes([entry(documentId, one, { clientIds: [5, 6] })])).toEqual(['ok']);
    expect(
      await outcomes([
        entry(documentId, other, { clientIds: [6] }),
        entry(documentId, other, { clientIds: [7] }),
        entry(documentId, one, { clientIds: [7] }),
        entry(documentId, one, { clientIds: [5, 8] }),
      ]),
    ).toEqual(['foreign', 'ok', 'foreign', 'ok']);
    expect(await bindClient(database, documentId, 5, { personId: one, runId: null })).toBe(true);
    expect(await bindClient(database, documentId, 5, { personId: one, runId: randomUUID() })).toBe(false);
    expect(await bindClient(database, documentId, 9, { personId: other, runId: null })).toBe(true);
    expect(await outcomes([entry(documentId, one, { clientIds: [9] })])).toEqual(['foreign']);
  });

  test('a refused entry binds none of its ids', async () => {
    const [one, other] = [await buildMember(), await buildMember()];
    const documentId = await buildDocument(one);
    await appendUpdates(database, [entry(documentId, one, { clientIds: [1] })]);
    expect(await outcomes([entry(documentId, other, { clientIds: [1, 2] })])).toEqual(['foreign']);
    expect(await outcomes([entry(documentId, one, { clientIds: [2] })])).toEqual(['ok']);
  });
});

test('a run writes only in its current attempt, and only while it writes', async () => {
  const person = await buildMember();
  const documentId = await buildDocument(person);
  const [runId, elsewhere] = [randomUUID(), await buildDocument(person)];
  await owner.sql(
    `insert into ai_runs (id, organization_id, document_id, asked_by, kind, request, status, attempt)
     values ($1, $2, $3, $4, 'continue', '{}', 'writing', 2)`,
    [runId, organizationId, documentId, person],
  );
  const by = (attempt: number, inDocument = documentId) =>
    entry(inDocument, person, { run: { id: runId, attempt } });
  expect(await outcomes([by(1), by(2), by(3), by(2, elsewhere)])).toEqual([
    'fenced',
    'ok',
    'fenced',
    'fenced',
  ]);
  await owner.sql(`update ai_runs set status = 'stopped' where id = $1`, [runId]);
  expect(await outcomes([by(2)])).toEqual(['fenced']);
});

test('writers at once share one count without gaps or doubles', async () => {
  const person = await buildMember();
  const documents = [await buildDocument(person), await buildDocument(person)];
  await Promise.all(
    Array.from({ length: 40 }, () =>
      appendUpdates(
        database,
        documents.map((documentId) => entry(documentId, person)),
      ),
    ),
  );
  for (const documentId of documents) {
    expect(await sequences(documentId)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  }
});

test.runIf(process.env.TEST_DATABASE_URL)(
  'a held document is answered busy and holds up nobody else',
  async () => {
    const person = await buildMember();
    const [held, free] = [await buildDocument(person), await buildDocument(person)];
    let letGo = () => {};
    const holding = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isHeld = () => {};
    const taken = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const transaction = owner.queries.transaction(async (tx) => {
      await tx.execute(`select from document_heads where document_id = '${held}' for update`);
      isHeld();
      await holding;
    });
    await taken;
    const answers = await appendFree(database, [entry(held, person), entry(free, person)]);
    expect(answers).toEqual([{ outcome: 'busy' }, { outcome: 'ok', sequence: 1 }]);
    const waiting = appendUpdates(database, [entry(held, person), entry(free, person)]);
    letGo();
    await transaction;
    expect(await waiting).toEqual([
      { outcome: 'ok', sequence: 1 },
      { outcome: 'ok', sequence: 2 },
    ]);
  },
);

test('a batch that fails writes nothing of itself', async () => {
  const person = await buildMember();
  const documentId = await buildDocument(person);
  const bad = entry(documentId, person, { kind: null as unknown as 'edit' });
  await expect(appendUpdates(database, [entry(documentId, person), bad])).rejects.toThrow();
  expect(await sequences(documentId)).toEqual([]);
  expect(await outcomes([entry(documentId, person)])).toEqual(['ok']);
});
