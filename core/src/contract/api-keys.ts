import { z } from 'zod';
import { KEY_SCOPES } from '../access/key-scopes.ts';
import { id, line, moment, personRef } from './shared.ts';

const scopes = z.array(z.enum(KEY_SCOPES)).meta({
  description:
    '`read`: see what its owner sees; `write`: make and change documents and their text; `ai`: ask the co-writer; ' +
    '`manage`: places, people and settings. Always within the role that its owner has at the moment',
  example: ['read', 'write'],
});

/** GET /organizations/{id}/api-keys: a program's way in, with at most the rights of the person who made it. */
export const apiKey = z
  .object({
    id,
    name: z.string().meta({ example: 'Nightly export' }),
    prefix: z.string().meta({
      description: 'The first characters of the key, by which people tell keys apart',
      example: 'hnv_k3PqZ8Ls',
    }),
    scopes,
    owner: personRef,
    createdAt: moment,
    lastUsedAt: moment.nullable().meta({ description: 'To the minute; null when it was never used' }),
    expiresAt: moment.nullable().meta({ description: 'Null: until it is revoked' }),
  })
  .meta({ id: 'ApiKey', description: 'Bound to one organization; of the key itself only a hash is kept' });
export type ApiKey = z.infer<typeof apiKey>;

/** POST /organizations/{id}/api-keys. Every key may read. */
export const apiKeyCreate = z.object({
  name: line(80),
  scopes: scopes.max(KEY_SCOPES.length).default(['read']),
  expiresAt: moment
    .optional()
    .meta({ description: 'In the future; without it the key holds until it is revoked' }),
});
/** `key` is shown once, in the answer to its creation. */
export const apiKeyCreated = apiKey
  .extend({ key: z.string().meta({ description: 'Sent as `Authorization: Bearer`; shown this once' }) })
  .meta({ id: 'ApiKeyCreated' });
