import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { id, line, moment, personRef } from './shared.ts';

/** Lower-case letters, digits and dashes; unique under its parent. */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(80);

export const organization = z
  .object({ id, name: z.string(), slug, role: z.enum(ROLES), createdAt: moment })
  .meta({ id: 'Organization' });
export const organizationCreate = z.object({ name: line(120), slug: slug.optional() });
export const organizationPatch = z.object({ name: line(120) }).partial();

export const member = z
  .object({
    person: personRef,
    phone: z.string().nullable(),
    email: z.string().nullable(),
    role: z.enum(ROLES),
    joinedAt: moment,
  })
  .meta({ id: 'Member' });
export const memberPatch = z.object({ role: z.enum(ROLES) });

export const invitation = z
  .object({
    id,
    role: z.enum(ROLES),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    expiresAt: moment,
    createdAt: moment,
  })
  .meta({ id: 'Invitation' });
export const invitationCreate = z.object({
  role: z.enum(ROLES),
  phone: z.string().max(40).optional(),
  email: z.string().max(254).optional(),
});
/** `token` is shown once, in the answer to its creation. */
export const invitationCreated = invitation.extend({ token: z.string() });
export const invitationAccept = z.object({ token: z.string().min(1).max(200) });

export const workspace = z
  .object({ id, organizationId: id, name: z.string(), slug, createdAt: moment })
  .meta({ id: 'Workspace' });
export const workspaceCreate = z.object({ name: line(120), slug: slug.optional() });

export const project = z
  .object({
    id,
    organizationId: id,
    workspaceId: id,
    name: z.string(),
    slug,
    documentCount: z.number().int(),
    createdAt: moment,
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof project>;
export const projectCreate = z.object({ name: line(120), slug: slug.optional() });
