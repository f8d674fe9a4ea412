// What a route's id leads to, for this person. Another organization's things do not exist: the same 404 as for an
// id that was never given out.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Database, Transaction } from '@hamnevis/db/connect';
import { type FoundDocument, findDocument } from '@hamnevis/db/queries/documents';
import { findMembership, type Membership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';

/** Does `work` inside an organization, for a member of it; everybody else gets `not-found`. */
export function asMember<Result>(
  database: Database,
  organizationId: string,
  personId: string,
  work: (tx: Transaction, membership: Membership) => Promise<Result>,
): Promise<Result> {
  return transact(database, { organizationId }, async (tx) =>
    work(tx, found(await findMembership(tx, organizationId, personId))),
  );
}

/** The membership of this person in an organization. */
export function membershipOf(
  database: Database,
  organizationId: string,
  personId: string,
): Promise<Membership> {
  return asMember(database, organizationId, personId, async (_, membership) => membership);
}

/** A document outside the trash (or in it, when `trashed`), of an organization that this person belongs to. */
export function documentOf(
  database: Database,
  documentId: string,
  personId: string,
  options: { trashed?: boolean } = {},
): Promise<FoundDocument> {
  return transact(database, { of: 'document', id: documentId, personId }, async (tx) =>
    found(await findDocument(tx, documentId, personId, options)),
  );
}

/** The thing itself, or `not-found`. */
export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Problem('not-found');
  return thing;
}
