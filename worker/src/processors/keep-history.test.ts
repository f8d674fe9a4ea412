import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { updateFromArticle } from '@hamnevis/core/document/yjs';
import { appendUpdates } from '@hamnevis/db/log/append';
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
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepHistory } from './keep-history.ts';

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
  await keepHistory(built.database, signals);
  expect(await versionsOf(document.id)).toMatchObject([
    { kind: 'automatic', work: [{ personId: person.id, runId: null, inserted: 6, deleted: 0 }] },
  ]);
  await expect.poll(() => heard).toContainEqual({ documentId: document.id, what: 'versions' });
  heard.length = 0;
  await keepHistory(built.database, signals);
  expect(await versionsOf(document.id)).toHaveLength(1);
  expect(heard).toEqual([]);
  await signals.close();
});

test('texts of several organizations are served in one go, each version in its own', async () => {
  const rested = [await buildRestedDocument(), await buildRestedDocument()];
  const signals = createLocalSignals();
  await keepHistory(built.database, signals);
  for (const { document, person } of rested) {
    const { organizationId, id } = document;
    const seen = await transact(built.database, { organizationId }, (tx) => tx.select().from(versions));
    expect(seen).toMatchObject([
      { organizationId, documentId: id, kind: 'automatic', work: [{ personId: person.id }] },
    ]);
  }
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
  await keepHistory(built.database, signals);
  const [approval] = await versionsOf(document.id);
  expect(approval?.seal_sha256).toHaveLength(32);
  await signals.close();
});
