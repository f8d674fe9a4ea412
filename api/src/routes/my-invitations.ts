import { myInvitation, organization } from '@hamnevis/core/contract/organizations';
import { page } from '@hamnevis/core/contract/shared';
import { listInvitationsTo } from '@hamnevis/db/queries/invitations';
import { findOrganization } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { acceptInvitation } from '../commands/accept-invitation.ts';
import { declineInvitation } from '../commands/decline-invitation.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { presentOrganization } from '../presenters/organizations.ts';
import { presentPerson } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/me/invitations',
  tags: ['invitations'],
  summary: 'Invitations that name your number or address',
  ...signedIn,
  responses: {
    200: json(page(myInvitation), 'All of them, the newest first'),
    ...problems('unauthenticated'),
  },
});

const acceptRoute = createRoute({
  method: 'post',
  path: '/me/invitations/{id}/accept',
  tags: ['invitations'],
  summary: 'Join by an invitation that names your number or address; no link is needed',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(organization, 'You are a member'),
    ...problems('unauthenticated', 'not-found', 'already-exists'),
  },
});

const declineRoute = createRoute({
  method: 'post',
  path: '/me/invitations/{id}/decline',
  tags: ['invitations'],
  summary: 'Turn down an invitation that names your number or address',
  ...signedIn,
  request: { params: idParams },
  responses: { 204: { description: 'Turned down' }, ...problems('unauthenticated', 'not-found') },
});

export function myInvitationRoutes(services: ApiServices) {
  const { database, now } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const rows = await listInvitationsTo(database.queries, sessionOf(c).person.id, now());
      const items = rows.map((row) => ({
        id: row.id,
        organizationName: row.organizationName,
        role: row.role,
        invitedBy: presentPerson(row.invitedBy),
        expiresAt: row.expiresAt.toISOString(),
      }));
      return c.json({ items, nextCursor: null }, 200);
    })
    .openapi(acceptRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      const organizationId = await acceptInvitation(services, { id }, person);
      const joined = await transact(database, { organizationId }, async (tx) =>
        found(await findOrganization(tx, organizationId, person.id)),
      );
      return c.json(presentOrganization(joined), 200);
    })
    .openapi(declineRoute, async (c) => {
      const { personId, address } = actorOf(c);
      await declineInvitation(services, { invitationId: c.req.valid('param').id, personId, address });
      return c.body(null, 204);
    });
}
