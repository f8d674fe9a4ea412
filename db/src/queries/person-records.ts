// Everything that is kept about one person, and what they made, for the export of it. Read organization by
// organization, behind row-level security, as the person themselves sees it.
import { asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import {
  aiRuns,
  apiKeys,
  documentClients,
  documents,
  files,
  homelessWords,
  invitations,
  people,
  personContacts,
  sessions,
  templates,
  transitions,
  versions,
} from '../schema/tables.ts';
import { rowsOf } from './transact.ts';

/** The identities of a person: themselves, and those that became part of them. */
export function readIdentities(queries: Queries, identities: readonly string[]) {
  return queries
    .select()
    .from(people)
    .where(inArray(people.id, [...identities]));
}

export function readContacts(queries: Queries, identities: readonly string[]) {
  return queries
    .select({
      channel: personContacts.channel,
      address: personContacts.address,
      createdAt: personContacts.createdAt,
    })
    .from(personContacts)
    .where(inArray(personContacts.personId, [...identities]));
}

/** Sessions, without what opens them. */
export function readSessions(queries: Queries, identities: readonly string[]) {
  const { secretHash: _, previousHash: __, previousUntil: ___, ...shown } = getTableColumns(sessions);
  return queries
    .select(shown)
    .from(sessions)
    .where(inArray(sessions.personId, [...identities]))
    .orderBy(asc(sessions.id));
}

/** All memberships, suspended ones too. */
export function readMemberships(queries: Queries, personId: string) {
  return rowsOf<{
    organization_id: string;
    organization_name: string;
    role: string;
    joined_at: string | Date;
    suspended_at: string | Date | null;
  }>(queries, sql`select * from memberships_of(${personId}::uuid)`);
}

const AUDIT_AT_ONCE = 1000;

/** What was written down about an identity, page by page, oldest first. */
export async function* readAudit(queries: Queries, identity: string) {
  for (let after: string | null = null; ; ) {
    const rows: ({ id: string } & Record<string, unknown>)[] = await rowsOf(
      queries,
      sql`select * from audit_about(${identity}::uuid, ${after}::uuid, ${AUDIT_AT_ONCE}::integer)`,
    );
    yield rows;
    if (rows.length < AUDIT_AT_ONCE) return;
    after = rows.at(-1)?.id ?? null;
  }
}

/** What a person made in the organization of the transaction, beside texts. */
export async function readMade(tx: Queries, identities: readonly string[]) {
  const mine = [...identities];
  const { tokenHash: _, ...invitation } = getTableColumns(invitations);
  const { keyHash: __, ...key } = getTableColumns(apiKeys);
  const { sealedBytes: ___, sealSha256: ____, ...version } = getTableColumns(versions);
  return {
    invitations: await tx.select(invitation).from(invitations).where(inArray(invitations.invitedBy, mine)),
    apiKeys: await tx.select(key).from(apiKeys).where(inArray(apiKeys.personId, mine)),
    versions: await tx.select(version).from(versions).where(inArray(versions.createdBy, mine)),
    steps: await tx.select().from(transitions).where(inArray(transitions.actorId, mine)),
    coWriterRuns: await tx.select().from(aiRuns).where(inArray(aiRuns.askedBy, mine)),
    files: await tx
      .select({
        id: files.id,
        name: files.name,
        mediaType: files.mediaType,
        sizeBytes: files.sizeBytes,
        createdAt: files.createdAt,
      })
      .from(files)
      .where(inArray(files.createdBy, mine)),
    wordsWithoutPlace: await tx.select().from(homelessWords).where(inArray(homelessWords.personId, mine)),
    templates: await tx.select().from(templates).where(inArray(templates.createdBy, mine)),
    assigned: await tx
      .select({ id: documents.id, title: documents.title, dueOn: documents.dueOn })
      .from(documents)
      .where(inArray(documents.assigneeId, mine)),
  };
}

/** The list of a text's versions. */
export function readVersionsOf(tx: Queries, documentId: string) {
  return tx
    .select({
      number: versions.number,
      kind: versions.kind,
      name: versions.name,
      note: versions.note,
      status: versions.status,
      createdAt: versions.createdAt,
    })
    .from(versions)
    .where(eq(versions.documentId, documentId))
    .orderBy(asc(versions.number));
}

/** Documents that a person made, the trash included, and documents of others at which they had a client. */
export async function readDocumentsOf(tx: Queries, identities: readonly string[]) {
  const mine = [...identities];
  const made = await tx
    .select()
    .from(documents)
    .where(inArray(documents.createdBy, mine))
    .orderBy(asc(documents.id));
  const visited = await tx
    .selectDistinct({ id: documents.id, title: documents.title, language: documents.language })
    .from(documentClients)
    .innerJoin(documents, eq(documents.id, documentClients.documentId))
    .where(inArray(documentClients.personId, mine))
    .orderBy(asc(documents.id));
  const own = new Set(made.map((document) => document.id));
  return { made, visited: visited.filter((document) => !own.has(document.id)) };
}
