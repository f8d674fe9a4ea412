// Fills an empty database with the demo. Goes on where it was broken off: the rows stand or fall together, and
// each article's append carries a request id of its own document, so that a second run finds it known.
import { createHash, randomInt } from 'node:crypto';
import { countWords } from '@hamnevis/core/document/words';
import { plainText, updateFromArticle } from '@hamnevis/core/document/yjs';
import { normalizePhone } from '@hamnevis/core/people/contact';
import { searchKey } from '@hamnevis/core/persian/search-key';
import type { Database, Transaction } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { newId } from '@hamnevis/db/queries/new-id';
import { hasOrganizations, listOrganizations } from '@hamnevis/db/queries/organizations';
import { findPersonByContact } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import {
  documentHeads,
  documents,
  members,
  organizations,
  people,
  projects,
  workspaces,
} from '@hamnevis/db/schema/tables';
import { and, eq } from 'drizzle-orm';
import {
  DEMO_ORGANIZATION,
  DEMO_PROJECTS,
  DEMO_WORKSPACE,
  type DemoDocument,
  readDemoArticle,
} from './demo-library.ts';
import { DEMO_PEOPLE, type DemoEmail } from './demo-people.ts';

/** What {@link seedDemo} found or made. */
export type SeedOutcome = 'seeded' | 'already there' | 'other data';

/** Brings the demo in, unless somebody else's organization stands in this database. */
export async function seedDemo(database: Database): Promise<SeedOutcome> {
  const demo = await findDemo(database);
  if (!demo && (await hasOrganizations(database.queries))) return 'other data';
  const organizationId = demo ?? newId();
  if (!demo) await transact(database, { organizationId }, (tx) => insertRows(tx, organizationId));
  const written = await appendArticles(database, organizationId);
  return written > 0 ? 'seeded' : 'already there';
}

/** The demo's organization, found by one of its people. */
async function findDemo(database: Database): Promise<string | undefined> {
  const { queries } = database;
  const address = DEMO_PEOPLE[0].email;
  const person = await findPersonByContact(queries, { channel: 'email', address });
  if (!person) return undefined;
  const theirs = await listOrganizations(queries, person.id, { limit: 100 });
  return theirs.find((organization) => organization.slug === DEMO_ORGANIZATION.slug)?.id;
}

async function insertRows(tx: Transaction, organizationId: string): Promise<void> {
  const organization = only(
    await tx
      .insert(organizations)
      .values({ id: organizationId, ...DEMO_ORGANIZATION })
      .returning(),
  );
  const ids = new Map<DemoEmail, string>();
  for (const { role, name, phone, email, language, color } of DEMO_PEOPLE) {
    const person = only(
      await tx
        .insert(people)
        .values({ name, phone: normalizePhone(phone), email, language, color })
        .returning(),
    );
    ids.set(email, person.id);
    await tx.insert(members).values({ organizationId: organization.id, personId: person.id, role });
  }
  const workspace = only(
    await tx
      .insert(workspaces)
      .values({ ...DEMO_WORKSPACE, organizationId: organization.id })
      .returning(),
  );
  for (const { name, slug, documents: list } of DEMO_PROJECTS) {
    const project = only(
      await tx
        .insert(projects)
        .values({ name, slug, organizationId: organization.id, workspaceId: workspace.id })
        .returning(),
    );
    for (const { title, language, writer, file } of list) {
      const wordCount = countWords(plainText(readDemoArticle(file)), language);
      const createdBy = ids.get(writer);
      if (!createdBy) throw new Error(`${writer} is not among the demo people`);
      const document = only(
        await tx
          .insert(documents)
          .values({
            organizationId: organization.id,
            projectId: project.id,
            title,
            titleKey: searchKey(title),
            language,
            wordCount,
            createdBy,
          })
          .returning(),
      );
      await tx.insert(documentHeads).values({ documentId: document.id, organizationId: organization.id });
    }
  }
}

/** Writes each article that has no text yet through the one door; answers how many were written. */
async function appendArticles(database: Database, organizationId: string): Promise<number> {
  let written = 0;
  for (const demo of DEMO_PROJECTS.flatMap((project) => project.documents)) {
    const row = (await emptyDocuments(database, organizationId, demo))[0];
    if (!row) continue;
    const clientId = randomInt(1, 2 ** 32);
    const [answer] = await appendUpdates(database, [
      {
        documentId: row.documentId,
        requestId: requestIdOf(row.documentId),
        update: updateFromArticle(readDemoArticle(demo.file), clientId),
        actorId: row.actorId,
        run: null,
        epoch: row.epoch,
        memberEpoch: row.memberEpoch,
        kind: 'import',
        clientIds: [clientId],
      },
    ]);
    if (answer?.outcome !== 'ok' && answer?.outcome !== 'known') {
      throw new Error(`the demo article ${demo.file} was not taken: ${answer?.outcome}`);
    }
    written += 1;
  }
  return written;
}

function emptyDocuments(database: Database, organizationId: string, demo: DemoDocument) {
  return transact(database, { organizationId }, (tx) =>
    tx
      .select({
        documentId: documents.id,
        actorId: documents.createdBy,
        epoch: documentHeads.epoch,
        memberEpoch: members.epoch,
      })
      .from(documents)
      .innerJoin(documentHeads, eq(documentHeads.documentId, documents.id))
      .innerJoin(
        members,
        and(eq(members.organizationId, documents.organizationId), eq(members.personId, documents.createdBy)),
      )
      .where(
        and(
          eq(documents.organizationId, organizationId),
          eq(documents.title, demo.title),
          eq(documentHeads.sequence, 0),
        ),
      ),
  );
}

/** A UUID that is always the same for one document. */
function requestIdOf(documentId: string): string {
  const hex = createHash('sha256').update(`demo ${documentId}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function only<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows where one was expected`);
  return row;
}
