import { z } from 'zod';
import { id, moment } from './shared.ts';

export const EXPORT_STATUSES = ['queued', 'working', 'ready', 'failed', 'expired'] as const;

/** GET /me/exports: everything that is kept about a person, and what they wrote, as one zip. */
export const personExport = z
  .object({
    id,
    status: z.enum(EXPORT_STATUSES),
    progress: z.number().int().min(0).max(100).meta({ description: 'Per cent' }),
    sizeBytes: z.number().int().nullable(),
    createdAt: moment,
    expiresAt: moment.nullable().meta({ description: 'When the zip goes; null until it is ready' }),
  })
  .meta({ id: 'PersonExport' });
export type PersonExport = z.infer<typeof personExport>;

/** POST /me/exports/{id}/link: an address that gives the zip to whoever has it, for a few minutes. */
export const exportLink = z
  .object({
    url: z.string().meta({ example: '/api/v1/exports/…' }),
    expiresInSeconds: z.number().int(),
  })
  .meta({ id: 'ExportLink' });
