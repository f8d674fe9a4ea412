// What a route's id leads to, for this person. Another organization's things do not exist: the same 404 as for an
// id that was never given out.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Queries } from '@hamnevis/db/connect';
import { type FoundDocument, findDocument } from '@hamnevis/db/queries/documents';
import { findMembership, type Membership } from '@hamnevis/db/queries/organizations';

/** The membership of this person in an organization. */
export async function membershipOf(
  queries: Queries,
  organizationId: string,
  personId: string,
): Promise<Membership> {
  return found(await findMembership(queries, organizationId, personId));
}

/** A document outside the trash (or in it, when `trashed`), of an organization that this person belongs to. */
export async function documentOf(
  queries: Queries,
  documentId: string,
  personId: string,
  options: { trashed?: boolean } = {},
): Promise<FoundDocument> {
  return found(await findDocument(queries, documentId, personId, options));
}

/** The thing itself, or `not-found`. */
export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Problem('not-found');
  return thing;
}
