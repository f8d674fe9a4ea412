import {
  invitation,
  invitationAccept,
  invitationCreate,
  invitationCreated,
  organization,
} from '@hamnevis/core/contract/organizations';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { createInvitation, type InvitationRow, listInvitations } from '@hamnevis/db/queries/invitations';
import { findOrganization } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { acceptInvitation } from '../commands/accept-invitation.ts';
import { allowOrganizationAction } from '../commands/allow.ts';
import { readContact } from '../commands/read-contact.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentOrganization } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember, found, membershipOf } from './found.ts';
import { body, cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/invitations',
  tags: ['organizations'],
  summary: 'Invitations that can still be accepted',
  ...signedIn,
  request: { params: idParams, query: pageQuery.extend(cursorQuery) },
  responses: {
    200: json(page(invitation), 'A page'),
    ...problems('unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

const postRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/invitations',
  tags: ['organizations'],
  summary: 'Invite somebody by number or address; the token is shown this once',
  ...signedIn,
  request: { params: idParams, body: body(invitationCreate) },
  responses: {
    201: json(invitationCreated, 'Made'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

const acceptRoute = createRoute({
  method: 'post',
  path: '/invitations/accept',
  tags: ['organizations'],
  summary: 'Join the organization of an invitation',
  ...signedIn,
  request: { body: body(invitationAccept) },
  responses: {
    200: json(organization, 'You are a member'),
    ...problems('malformed', 'unauthenticated', 'not-found', 'already-exists', 'invalid'),
  },
});

export function invitationRoutes(services: ApiServices) {
  const { database, now } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const wish = c.req.valid('query');
      const rows = await asMember(database, id, sessionOf(c).person.id, async (tx, { role }) => {
        allowOrganizationAction(role, 'manage-members');
        return listInvitations(tx, id, now(), wish);
      });
      return c.json(presentPage(rows, wish.limit, presentInvitation), 200);
    })
    .openapi(postRoute, async (c) => {
      const { id: organizationId } = c.req.valid('param');
      const { person } = sessionOf(c);
      const membership = await membershipOf(database, organizationId, person.id);
      allowOrganizationAction(membership.role, 'manage-members');
      const { role, phone, email } = c.req.valid('json');
      const contact = readContact({ phone, email });
      const made = await transact(database, { organizationId }, async (tx) => {
        const created = await createInvitation(tx, {
          organizationId,
          role,
          phone: contact.channel === 'phone' ? contact.address : null,
          email: contact.channel === 'email' ? contact.address : null,
          invitedBy: person.id,
          now: now(),
        });
        await recordAudit(tx, {
          organizationId,
          actorId: person.id,
          action: 'invitation.create',
          subjectKind: 'invitation',
          subjectId: created.invitation.id,
          detail: { role },
        });
        return created;
      });
      c.header('Cache-Control', 'no-store');
      return c.json({ ...presentInvitation(made.invitation), token: made.token }, 201);
    })
    .openapi(acceptRoute, async (c) => {
      const { person } = sessionOf(c);
      const organizationId = await acceptInvitation(services, c.req.valid('json').token, person);
      const joined = await transact(database, { organizationId }, async (tx) =>
        found(await findOrganization(tx, organizationId, person.id)),
      );
      return c.json(presentOrganization(joined), 200);
    });
}

function presentInvitation(row: InvitationRow) {
  return {
    id: row.id,
    role: row.role,
    phone: row.phone,
    email: row.email,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}
