import { z } from 'zod';
import { id, moment, personRef, prose } from './shared.ts';

/** What a comment hangs on: encoded Yjs relative positions, and the words that stood there when it was made. */
export const commentAnchor = z.object({
  start: z.base64().max(1000),
  end: z.base64().max(1000),
  quote: z.string().max(500),
});

/** GET /documents/{id}/comments */
export const comment = z.object({
  id,
  documentId: id,
  /** The comment that this one answers; null for the first of a thread. */
  parentId: id.nullable(),
  anchor: commentAnchor.nullable(),
  text: z.string(),
  createdBy: personRef,
  createdAt: moment,
  editedAt: moment.nullable(),
  resolvedAt: moment.nullable(),
  resolvedBy: personRef.nullable(),
});
export type Comment = z.infer<typeof comment>;

/** POST /documents/{id}/comments: `anchor` for a new thread, `parentId` for an answer, neither for the whole. */
export const commentCreate = z
  .object({ text: prose(5000).min(1), anchor: commentAnchor.optional(), parentId: id.optional() })
  .refine((value) => !(value.anchor && value.parentId), { message: 'an answer has no anchor of its own' });

/** PATCH /comments/{id}: one's own words; anybody who may comment resolves and reopens. */
export const commentPatch = z.object({ text: prose(5000).min(1), resolved: z.boolean() }).partial();
