import { createHash } from 'node:crypto';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { z } from 'zod';

/** The header of a change that must not overwrite somebody else's. */
export const ifMatchHeaders = z.object({
  'if-match': z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'The ETag that was read; with it a change of somebody else in between is refused' }),
});

/** The tag of what can be changed of a thing: equal as long as that is. */
function etagOf(...changeable: (string | boolean | Date | null)[]): string {
  const text = JSON.stringify(changeable);
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

export const organizationEtag = (one: { id: string; name: string; slug: string }): string =>
  etagOf(one.id, one.name, one.slug);

export const projectEtag = (one: {
  id: string;
  name: string;
  slug: string;
  archivedAt: Date | string | null;
}): string => etagOf(one.id, one.name, one.slug, one.archivedAt);

export const workspaceEtag = (
  one: Parameters<typeof projectEtag>[0] & { approvalByOthers: boolean },
): string => etagOf(one.id, one.name, one.slug, one.archivedAt, one.approvalByOthers);

export const templateEtag = (one: { id: string; name: string; description: string }): string =>
  etagOf(one.id, one.name, one.description);

export const memberEtag = (one: {
  person: { id: string };
  role: string;
  suspendedAt: Date | string | null;
}): string => etagOf(one.person.id, one.role, one.suspendedAt);

/**
 * Throws `stale-write` when a request names another state than this one (RFC 9110, 13.1.1). Call it behind a lock of
 * the row: of two changes at once the second must see the first.
 */
export function refuseStale(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  // Compression on the way marks a tag as weak; it is the same state all the same.
  const named = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!named.includes(etag)) throw new Problem('stale-write');
}
