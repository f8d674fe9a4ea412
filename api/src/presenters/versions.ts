import type { Version } from '@hamnevis/core/contract/versions';
import type { FoundVersion } from '@hamnevis/db/queries/versions';
import { presentPerson } from './people.ts';

export function presentVersion({ version, createdBy }: FoundVersion): Version {
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
  };
}
