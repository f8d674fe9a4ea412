import { z } from 'zod';
import { id, line, moment, personRef, prose } from './shared.ts';

export const TASK_STATUSES = ['open', 'doing', 'done'] as const;

/** GET /documents/{id}/tasks: something that is to be done about a document. */
export const task = z.object({
  id,
  documentId: id,
  title: z.string(),
  note: z.string().nullable(),
  status: z.enum(TASK_STATUSES),
  assignee: personRef.nullable(),
  dueOn: z.iso.date().nullable().meta({ description: 'A day, without a time or a zone' }),
  createdBy: personRef,
  createdAt: moment,
  doneAt: moment.nullable(),
});
export type Task = z.infer<typeof task>;

export const taskCreate = z.object({
  title: line(200),
  note: prose(2000).optional(),
  assigneeId: id.optional(),
  dueOn: z.iso.date().optional(),
});
export const taskPatch = z
  .object({
    title: line(200),
    note: prose(2000).nullable(),
    status: z.enum(TASK_STATUSES),
    assigneeId: id.nullable(),
    dueOn: z.iso.date().nullable(),
  })
  .partial();
