import { createHash } from 'node:crypto';
import { canonicalBytes } from '@hamnevis/core/document/canonical';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { articleOf } from '@hamnevis/core/document/yjs';
import { and, desc, eq, inArray, isNull, lt, max } from 'drizzle-orm';
import * as Y from 'yjs';
import type { Database, Queries, Transaction } from '../connect.ts';
import { documentFromLog, loadLog } from '../log/load.ts';
import { snapshotChecksum, vectorChecksum } from '../log/snapshot-checksums.ts';
import { documentSnapshots, documents, members, people, versions } from '../schema/tables.ts';
import type { DocumentRow, PersonRefRow } from './documents.ts';
import { transact } from './transact.ts';

export type VersionRow = typeof versions.$inferSelect;

export interface FoundVersion {
  version: VersionRow;
  createdBy: PersonRefRow;
}

export interface NewVersion {
  /** The document as it is under the lock: its title and status are kept with the version. */
  document: DocumentRow;
  sequence: number;
  kind: VersionRow['kind'];
  name: string | null;
  note: string | null;
  personId: string;
}

/** Makes a version: a name for a sequence number. Call it under the head's lock, which keeps its number unique. */
export async function insertVersion(tx: Transaction, wish: NewVersion): Promise<VersionRow> {
  const { document } = wish;
  const [last] = await tx
    .select({ number: max(versions.number) })
    .from(versions)
    .where(eq(versions.documentId, document.id));
  const [row] = await tx
    .insert(versions)
    .values({
      organizationId: document.organizationId,
      documentId: document.id,
      number: (last?.number ?? 0) + 1,
      sequence: wish.sequence,
      kind: wish.kind,
      name: wish.name,
      note: wish.note,
      title: document.title,
      status: document.status,
      createdBy: wish.personId,
    })
    .returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** Versions of a document, the newest first. The cursor is the number of the last one that was given. */
export function listVersions(
  queries: Queries,
  documentId: string,
  page: { cursor?: number | undefined; limit: number },
) {
  return queries
    .select({ version: versions, createdBy: { id: people.id, name: people.name, color: people.color } })
    .from(versions)
    .innerJoin(people, eq(people.id, versions.createdBy))
    .where(
      and(
        eq(versions.documentId, documentId),
        page.cursor === undefined ? undefined : lt(versions.number, page.cursor),
      ),
    )
    .orderBy(desc(versions.number))
    .limit(page.limit + 1);
}

/** The versions that people named or approved, oldest first; of very many, the newest 200. */
export async function listMarkedVersions(queries: Queries, documentId: string) {
  const newest = await queries
    .select({
      id: versions.id,
      number: versions.number,
      sequence: versions.sequence,
      kind: versions.kind,
      name: versions.name,
    })
    .from(versions)
    .where(and(eq(versions.documentId, documentId), inArray(versions.kind, ['named', 'approval'])))
    .orderBy(desc(versions.number))
    .limit(200);
  return newest.reverse();
}

/** The version, for a member of its organization while its document is outside the trash. */
export async function findVersion(
  queries: Queries,
  versionId: string,
  personId: string,
): Promise<FoundVersion | undefined> {
  const [row] = await queries
    .select({ version: versions, createdBy: { id: people.id, name: people.name, color: people.color } })
    .from(versions)
    .innerJoin(people, eq(people.id, versions.createdBy))
    .innerJoin(documents, and(eq(documents.id, versions.documentId), isNull(documents.trashedAt)))
    .innerJoin(
      members,
      and(
        eq(members.organizationId, versions.organizationId),
        eq(members.personId, personId),
        isNull(members.suspendedAt),
      ),
    )
    .where(eq(versions.id, versionId));
  return row;
}

/** A document as it stood at a sequence number, rebuilt from the log. */
export async function documentAt(database: Database, documentId: string, sequence: number): Promise<Y.Doc> {
  const log = await loadLog(database, documentId, sequence);
  if (log.sequence !== sequence) {
    throw new Error(`the log of document ${documentId} ends at ${log.sequence}, before ${sequence}`);
  }
  return documentFromLog(log, { gc: false });
}

/**
 * Keeps a full state beside the log at a version's sequence, so that it is opened at once. Nothing depends on it:
 * one that is missing costs time.
 */
export async function pinSnapshot(
  database: Database,
  { organizationId, documentId, sequence }: Pick<VersionRow, 'organizationId' | 'documentId' | 'sequence'>,
  document: Y.Doc,
): Promise<void> {
  const state = Y.encodeStateAsUpdate(document);
  const stateVector = Y.encodeStateVector(document);
  const checksum = snapshotChecksum(state);
  await transact(database, { organizationId }, (tx) =>
    tx
      .insert(documentSnapshots)
      .values({
        documentId,
        sequence,
        state,
        checksum,
        stateVector,
        vectorChecksum: vectorChecksum(checksum, stateVector),
        pinned: true,
      })
      .onConflictDoUpdate({
        target: [documentSnapshots.documentId, documentSnapshots.sequence],
        set: { pinned: true },
      }),
  );
}

/**
 * Computes the seal of an approval out of the log at its sequence and writes it, once: what was sealed was decided
 * under the head's lock, so it does not matter when this runs or how often.
 */
export async function sealVersion(database: Database, version: VersionRow): Promise<Uint8Array> {
  const document = await documentAt(database, version.documentId, version.sequence);
  const bytes = canonicalBytes({
    title: version.title,
    schemaVersion: SCHEMA_VERSION,
    content: articleOf(document),
  });
  const hash = new Uint8Array(createHash('sha256').update(bytes).digest());
  await pinSnapshot(database, version, document);
  return transact(database, { organizationId: version.organizationId }, async (tx) => {
    const [written] = await tx
      .update(versions)
      .set({ sealedBytes: bytes, sealSha256: hash })
      .where(and(eq(versions.id, version.id), isNull(versions.sealSha256)))
      .returning({ seal: versions.sealSha256 });
    if (written?.seal) return written.seal;
    const [sealed] = await tx
      .select({ seal: versions.sealSha256 })
      .from(versions)
      .where(eq(versions.id, version.id));
    return sealed?.seal ?? hash;
  });
}

/** Finishes up to 100 seals that are missing because a program died in between; answers how many were written. */
export async function sweepSeals(database: Database): Promise<number> {
  const missing = await database.sql<{ id: string; organization_id: string }>(
    'select id, organization_id from unsealed_versions(100)',
  );
  for (const { id, organization_id: organizationId } of missing) {
    const [version] = await transact(database, { organizationId }, (tx) =>
      tx.select().from(versions).where(eq(versions.id, id)),
    );
    if (version) await sealVersion(database, version);
  }
  return missing.length;
}
