import { z } from 'zod';
import { STATUSES } from '../workflow/statuses.ts';
import { id, line, moment, personRef, prose } from './shared.ts';

/** Why a version exists. */
export const VERSION_KINDS = ['named', 'automatic', 'approval', 'before-restore', 'before-run'] as const;

/** A name for a sequence number of the log. */
export const version = z
  .object({
    id,
    documentId: id,
    number: z.number().int(),
    sequence: z.number().int(),
    kind: z.enum(VERSION_KINDS),
    name: z.string().nullable(),
    note: z.string().nullable(),
    createdBy: personRef,
    createdAt: moment,
    /** SHA-256 over the sealed canonical content, in hex; null while it is computed or when not sealed. */
    sealSha256: z.string().nullable(),
  })
  .meta({ id: 'Version' });
export type Version = z.infer<typeof version>;

/** GET /versions/{id}: with the article as ProseMirror JSON. */
export const versionDetail = version
  .extend({
    title: z.string(),
    status: z.enum(STATUSES),
    content: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'VersionWithText' });
export const versionCreate = z.object({ name: line(120), note: prose(2000).optional() });

/** POST /documents/{id}/restore */
export const restoreRequest = z.object({ versionId: id });
/** `sequence` of the forward edit that restored; equals the head when nothing differed. */
export const restored = z.object({ sequence: z.number().int(), changed: z.boolean() });
