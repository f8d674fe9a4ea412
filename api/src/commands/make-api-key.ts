import { KEY_SCOPES, type KeyScope } from '@hamnevis/core/access/key-scopes';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { type ApiKeyRow, createApiKey } from '@hamnevis/db/queries/api-keys';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

interface KeyWish {
  organizationId: string;
  personId: string;
  name: string;
  scopes: readonly KeyScope[];
  expiresAt: string | undefined;
  address: string;
}

/** Makes a key with at most the rights of this member; the key stands in no other place than this answer. */
export async function makeApiKey(
  { database, now }: ApiServices,
  { organizationId, personId, name, scopes, expiresAt, address }: KeyWish,
): Promise<{ row: ApiKeyRow; key: string }> {
  const until = expiresAt === undefined ? null : new Date(expiresAt);
  if (until && until <= now()) {
    throw new Problem('invalid', { issues: [{ path: 'expiresAt', message: 'lies in the past' }] });
  }
  return transact(database, { organizationId }, async (tx) => {
    if (!(await findMembership(tx, organizationId, personId))) throw new Problem('not-found');
    const granted = KEY_SCOPES.filter((scope) => scope === 'read' || scopes.includes(scope));
    const made = await createApiKey(tx, {
      organizationId,
      personId,
      name,
      scopes: granted,
      expiresAt: until,
      now: now(),
    });
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'api-key.create',
      subjectKind: 'api-key',
      subjectId: made.row.id,
      detail: { name, prefix: made.row.prefix, scopes: granted, expiresAt: until?.toISOString() ?? null },
      ip: address || null,
    });
    return made;
  });
}
