import type { Version } from '@hamnevis/core/contract/versions';
import type { Queries } from '@hamnevis/db/connect';
import type { FoundVersion } from '@hamnevis/db/queries/versions';
import { type NameAuthor, nameAuthors } from './authors.ts';
import { presentPerson } from './people.ts';

/** Versions with the names of everybody who wrote for them. */
export async function presentVersions(queries: Queries, found: readonly FoundVersion[]): Promise<Version[]> {
  const work = found.flatMap(({ version }) => version.work ?? []);
  const nameAuthor = await nameAuthors(queries, work);
  return found.map((one) => presentOne(one, nameAuthor));
}

/** One version, as in a list. */
export async function presentVersion(queries: Queries, one: FoundVersion): Promise<Version> {
  return presentOne(one, await nameAuthors(queries, one.version.work ?? []));
}

function presentOne({ version, createdBy }: FoundVersion, nameAuthor: NameAuthor): Version {
  return {
    id: version.id,
    documentId: version.documentId,
    number: version.number,
    sequence: version.sequence,
    kind: version.kind,
    name: version.name,
    note: version.note,
    createdBy: presentPerson(createdBy),
    createdAt: version.createdAt.toISOString(),
    sealSha256: version.sealSha256 && Buffer.from(version.sealSha256).toString('hex'),
    changes: version.work && {
      inserted: version.work.reduce((sum, work) => sum + work.inserted, 0),
      deleted: version.work.reduce((sum, work) => sum + work.deleted, 0),
      authors: version.work.map((work) => ({
        ...nameAuthor(work),
        inserted: work.inserted,
        deleted: work.deleted,
      })),
    },
  };
}
