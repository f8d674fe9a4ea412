// What a route's id leads to, for this person. Another organization's things do not exist: the same 404 as for an
// id that was never given out.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Database, Transaction } from '@hamnevis/db/connect';
import { type FoundDocument, findDocument, isDocumentThere } from '@hamnevis/db/queries/documents';
import { findMembership, type Membership } from '@hamnevis/db/queries/organizations';
import { readAtOnce, readIn, together } from '@hamnevis/db/queries/transact';

/** Reads inside an organization, as a member of it; everybody else gets `not-found`. */
export function asMember<Result>(
  database: Database,
  organizationId: string,
  personId: string,
  read: (tx: Transaction, membership: Membership) => Promise<Result>,
): Promise<Result> {
  return readIn(database, { of: 'organization', id: organizationId, personId }, async (tx) =>
    read(tx, found(await findMembership(tx, organizationId, personId))),
  );
}

/** As {@link asMember}, for what does not depend on the role and asks once: both are asked together. */
export function besideMembership<Result>(
  database: Database,
  organizationId: string,
  personId: string,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return readAtOnce(database, { of: 'organization', id: organizationId, personId }, async (tx) => {
    const [membership, result] = await together(findMembership(tx, organizationId, personId), read(tx));
    found(membership);
    return result;
  });
}

/** Reads something of a document outside the trash by one round of statements; who may not read it gets `not-found`. */
export function besideDocument<Result>(
  database: Database,
  documentId: string,
  personId: string,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return readAtOnce(database, { of: 'document', id: documentId, personId }, async (tx) => {
    const [isThere, result] = await together(isDocumentThere(tx, documentId, personId), read(tx));
    if (!isThere) throw new Problem('not-found');
    return result;
  });
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
  return readAtOnce(database, { of: 'document', id: documentId, personId }, async (tx) =>
    found(await findDocument(tx, documentId, personId, options)),
  );
}

/** The thing itself, or `not-found`. */
export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Problem('not-found');
  return thing;
}
