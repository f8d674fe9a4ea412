import type { Version } from '@hamnevis/core/contract/versions';
import type { Queries } from '@hamnevis/db/connect';
import type { FoundVersion } from '@hamnevis/db/queries/versions';
import { AuthorList } from './author-list.ts';
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
      authors: sharesOf(version.work, nameAuthor),
    },
  };
}

type Work = NonNullable<FoundVersion['version']['work']>;
type Share = NonNullable<Version['changes']>['authors'][number];

/** Most work first; two identities that became one person are one author. */
function sharesOf(work: Work, nameAuthor: NameAuthor): Share[] {
  const authors = new AuthorList(nameAuthor);
  const sums: { inserted: number; deleted: number }[] = [];
  for (const { inserted, deleted, ...key } of work) {
    const index = authors.indexOf(key);
    const sum = sums[index] ?? { inserted: 0, deleted: 0 };
    sums[index] = { inserted: sum.inserted + inserted, deleted: sum.deleted + deleted };
  }
  const sizeOf = ({ inserted, deleted }: Share) => inserted + deleted;
  return authors.named
    .map((author, index): Share => ({ ...author, inserted: 0, deleted: 0, ...sums[index] }))
    .sort((one, other) => sizeOf(other) - sizeOf(one));
}
