import { z } from 'zod';
import { id, line, moment, personRef } from './shared.ts';

/** GET /organizations/{id}/api-keys: a program's way in, with the rights of the person who made it. */
export const apiKey = z.object({
  id,
  name: z.string(),
  /** The first characters of the key, by which people tell keys apart. */
  prefix: z.string(),
  owner: personRef,
  createdAt: moment,
  lastUsedAt: moment.nullable(),
  expiresAt: moment.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;

export const apiKeyCreate = z.object({ name: line(80), expiresAt: moment.optional() });
/** `key` is shown once, in the answer to its creation. */
export const apiKeyCreated = apiKey.extend({ key: z.string() });
