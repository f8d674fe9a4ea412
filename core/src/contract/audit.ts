import { z } from 'zod';
import { id, moment, pageQuery, personRef } from './shared.ts';

/** GET /audit */
export const auditQuery = pageQuery.extend({
  organizationId: id,
  action: z.string().max(80).optional(),
  actorId: id.optional(),
  subjectId: id.optional(),
  from: moment.optional(),
  to: moment.optional(),
});
export const auditEvent = z.object({
  id,
  /** Null when the program acted by itself. */
  actor: personRef.nullable(),
  action: z.string().meta({ example: 'document.approve' }),
  subjectKind: z.string(),
  subjectId: id.nullable(),
  detail: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
  createdAt: moment,
});
export type AuditEvent = z.infer<typeof auditEvent>;
