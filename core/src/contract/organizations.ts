import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { id, line, moment, pageQuery, personRef } from './shared.ts';

/** Lower-case letters, digits and dashes; unique under its parent. */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(80)
  .meta({
    description: 'Lower-case letters, digits and dashes; unique under its parent',
    example: 'newsroom',
  });

const role = z.enum(ROLES).meta({ description: 'From most to least rights', example: 'writer' });

export const organization = z
  .object({ id, name: z.string().meta({ example: 'Kaveh Weekly' }), slug, role, createdAt: moment })
  .meta({
    id: 'Organization',
    description: 'An organization that you are a member of, with your role in it',
  });
export type Organization = z.infer<typeof organization>;
export const organizationCreate = z.object({ name: line(120), slug: slug.optional() });
export const organizationPatch = z.object({ name: line(120), slug }).partial();
/** POST /organizations/{id}/delete-for-good: the name, as it stands, so that nobody deletes the wrong one. */
export const organizationDeletion = z.object({
  name: z
    .string()
    .max(200)
    .meta({ description: 'The name of the organization, typed', example: 'Kaveh Weekly' }),
});

export const member = z
  .object({
    person: personRef,
    phone: z.string().nullable().meta({ description: 'Shown to admins', example: '+989121234567' }),
    email: z.string().nullable().meta({ description: 'Shown to admins' }),
    role,
    joinedAt: moment,
    suspendedAt: moment.nullable().meta({ description: 'Since when they may do nothing here' }),
    etag: z.string().meta({ description: 'For If-Match, when role or suspension is changed' }),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof member>;
export const memberPatch = z
  .object({
    role,
    suspended: z.boolean().meta({ description: 'true takes every right away until it is false' }),
  })
  .partial()
  .refine((wish) => wish.role !== undefined || wish.suspended !== undefined, {
    message: 'give role or suspended',
  });

/** What became of an invitation. */
export const INVITATION_STATES = ['open', 'accepted', 'expired', 'revoked'] as const;

export const invitation = z
  .object({
    id,
    role,
    phone: z.string().nullable(),
    email: z.string().nullable(),
    state: z.enum(INVITATION_STATES),
    invitedBy: personRef,
    expiresAt: moment,
    createdAt: moment,
    sentAt: moment
      .nullable()
      .meta({ description: 'When a message about it was last sent; null for a bare link' }),
  })
  .meta({
    id: 'Invitation',
    description: 'Bound to a number or an address; without either, whoever has the link',
  });
export type Invitation = z.infer<typeof invitation>;
export const invitationQuery = pageQuery.extend({
  state: z.enum(INVITATION_STATES).default('open').meta({ description: 'Which of them' }),
});
export const invitationCreate = z
  .object({
    role,
    phone: z.string().max(40).optional().meta({ example: '0912 123 4567' }),
    email: z.string().max(254).optional(),
    send: z
      .boolean()
      .default(false)
      .meta({ description: 'Send a message to the number or address; the link is answered in any case' }),
  })
  .refine((wish) => wish.phone === undefined || wish.email === undefined, {
    message: 'give phone or email, or neither for a link',
  })
  .refine((wish) => !wish.send || wish.phone !== undefined || wish.email !== undefined, {
    message: 'a link alone can be sent to nobody',
    path: ['send'],
  });
/** `token` and `url` are shown once, in the answer to its creation or renewal. */
export const invitationCreated = invitation
  .extend({
    token: z.string(),
    url: z
      .string()
      .meta({ description: 'The link that carries the token', example: 'https://desk.example/join#…' }),
  })
  .meta({ id: 'InvitationCreated' });
/** POST /organizations/{id}/invitations/{invitationId}/renew: a new link; the old one is dead. */
export const invitationRenew = z.object({
  send: z.boolean().default(false).meta({ description: 'Send a message to the number or address again' }),
});
export const invitationAccept = z.object({ token: z.string().min(1).max(200) });
/** POST /invitations/read: what a link is about, for whoever holds it. */
export const invitationRead = z
  .object({
    organizationName: z.string(),
    role,
    invitedBy: z.string().meta({ description: 'The name of whoever invited' }),
    boundTo: z
      .string()
      .nullable()
      .meta({ description: 'The number or address it is for, mostly hidden', example: '•••••4567' }),
    expiresAt: moment,
  })
  .meta({ id: 'InvitationRead' });
/** GET /me/invitations: those that name one's own number or address; no link is needed for them. */
export const myInvitation = z
  .object({
    id,
    organizationName: z.string(),
    role,
    invitedBy: personRef,
    expiresAt: moment,
  })
  .meta({ id: 'MyInvitation' });

export const workspace = z
  .object({
    id,
    organizationId: id,
    name: z.string(),
    slug,
    projectCount: z.number().int(),
    approvalByOthers: z.boolean().meta({
      description: 'Approval must come from somebody who did not write the text',
    }),
    archivedAt: moment.nullable().meta({ description: 'Since when nothing new is begun in it' }),
    createdAt: moment,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof workspace>;
export const workspaceCreate = z.object({ name: line(120), slug: slug.optional() });
const archived = z.boolean().meta({ description: 'true: out of the lists, and nothing new is begun in it' });
export const workspacePatch = z
  .object({
    name: line(120),
    slug,
    archived,
    approvalByOthers: z.boolean().meta({ description: 'Only an admin may change it' }),
  })
  .partial();
export const placeQuery = pageQuery.extend({
  archived: z
    .enum(['no', 'only', 'all'])
    .default('no')
    .meta({ description: 'Whether archived ones are listed' }),
});

export const project = z
  .object({
    id,
    organizationId: id,
    workspaceId: id,
    name: z.string(),
    slug,
    documentCount: z.number().int().meta({ description: 'Documents outside the trash' }),
    archivedAt: moment.nullable().meta({ description: 'Since when nothing new is begun in it' }),
    createdAt: moment,
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof project>;
export const projectCreate = z.object({ name: line(120), slug: slug.optional() });
export const projectPatch = z.object({ name: line(120), slug, archived }).partial();
