import { z } from 'zod';
import { STATUSES } from '../workflow/statuses.ts';
import { author } from './history.ts';
import { id, line, moment, personRef, prose } from './shared.ts';

/** Why a version exists. */
export const VERSION_KINDS = [
  'named',
  'automatic',
  'approval',
  'before-restore',
  'before-run',
  'before-status',
] as const;

/** What was written since the version before, in letters as they came and went. */
export const versionChanges = z
  .object({
    inserted: z.number().int(),
    deleted: z.number().int(),
    /** Most work first. */
    authors: z.array(author.extend({ inserted: z.number().int(), deleted: z.number().int() })),
  })
  .meta({ id: 'VersionChanges' });
export type VersionChanges = z.infer<typeof versionChanges>;

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
    /** Null for the seconds until it is counted. */
    changes: versionChanges.nullable(),
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

/** POST /documents/{id}/restore. With `block` (an index among the version's blocks) only that one comes back. */
export const restoreRequest = z.object({ versionId: id, block: z.number().int().min(0).optional() });
/**
 * `sequence` of the forward edit that restored; equals the head when nothing differed. `block`: where a restored
 * block stands now; null when the whole was restored, or nothing differed.
 */
export const restored = z.object({
  sequence: z.number().int(),
  changed: z.boolean(),
  block: z.number().int().nullable(),
});

/** POST /documents/{id}/restore/undo: takes the restore of that `sequence` back; what was written since stays. */
export const undoRestoreRequest = z.object({ sequence: z.number().int().min(1) });
