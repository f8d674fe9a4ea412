import {
  invitation,
  invitationAccept,
  invitationCreate,
  invitationCreated,
  invitationQuery,
  invitationRead,
  invitationRenew,
  organization,
} from '@hamnevis/core/contract/organizations';
import { id, page } from '@hamnevis/core/contract/shared';
import { listInvitations } from '@hamnevis/db/queries/invitations';
import { findOrganization } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { acceptInvitation } from '../commands/accept-invitation.ts';
import { allowOrganizationAction } from '../commands/allow.ts';
import { type Invited, invite, inviteAgain, takeInvitationBack } from '../commands/invite.ts';
import { readContact } from '../commands/read-contact.ts';
import { readInvitation } from '../commands/read-invitation.ts';
import { spend } from '../limits/spend.ts';
import { addressKey } from '../middleware/address-key.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentInvitation, presentOrganization } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { baseUrlOf } from './base-url.ts';
import { asMember, found } from './found.ts';
import { body, cursorQuery, goneAnswers, idParams, json, problems, signedIn } from './route-parts.ts';

const invitationParams = z.object({ id, invitationId: id });

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/invitations',
  tags: ['invitations'],
  summary: 'Invitations of an organization, the newest first',
  ...signedIn,
  request: { params: idParams, query: invitationQuery.extend(cursorQuery) },
  responses: {
    200: json(page(invitation), 'A page'),
    ...problems('unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

const postRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/invitations',
  tags: ['invitations'],
  summary: 'Invite somebody by number or address, or whoever gets the link',
  description:
    'Works once, for seven days, and dies with the right of whoever gave it. With a number or an address it is for ' +
    'its owner alone, who finds it under `/me/invitations` too; an older open one of theirs is taken back. The ' +
    'token and the link are shown this once.',
  ...signedIn,
  request: { params: idParams, body: body(invitationCreate) },
  responses: {
    201: json(invitationCreated, 'Made'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'already-exists',
      'invalid',
      'not-configured',
      'code-not-sent',
    ),
  },
});

const renewRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/invitations/{invitationId}/renew',
  tags: ['invitations'],
  summary: 'Give an invitation a new link and seven more days, and send it again if asked for',
  ...signedIn,
  request: { params: invitationParams, body: body(invitationRenew) },
  responses: {
    200: json(invitationCreated, 'Renewed; the old link is dead'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'conflict',
      'invalid',
      'not-configured',
      'code-not-sent',
    ),
  },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: '/organizations/{id}/invitations/{invitationId}',
  tags: ['invitations'],
  summary: 'Take an invitation back',
  ...signedIn,
  request: { params: invitationParams },
  responses: goneAnswers('Its link is dead'),
});

const readRoute = createRoute({
  method: 'post',
  path: '/invitations/read',
  tags: ['invitations'],
  summary: 'What an invitation’s link is about',
  security: [],
  request: { body: body(invitationAccept) },
  responses: {
    200: json(invitationRead, 'The invitation'),
    ...problems('malformed', 'not-found', 'invalid'),
  },
});

const acceptRoute = createRoute({
  method: 'post',
  path: '/invitations/accept',
  tags: ['invitations'],
  summary: 'Join the organization of an invitation by its link',
  ...signedIn,
  request: { body: body(invitationAccept) },
  responses: {
    200: json(organization, 'You are a member'),
    ...problems('malformed', 'unauthenticated', 'not-found', 'already-exists', 'invalid'),
  },
});

export function invitationRoutes(services: ApiServices) {
  const { database, now, settings, limits } = services;
  const hostOf = (c: Context<ApiEnv>, organizationId: string) => ({
    organizationId,
    person: sessionOf(c).person,
    address: c.get('clientAddress'),
    baseUrl: baseUrlOf(c, settings),
  });
  const presentInvited = ({ listed, token, url }: Invited) => ({
    ...presentInvitation(listed, now()),
    token,
    url,
  });
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { state, ...wish } = c.req.valid('query');
      const rows = await asMember(database, id, sessionOf(c).person.id, async (tx, { role }) => {
        allowOrganizationAction(role, 'manage-members');
        return listInvitations(tx, id, state, now(), wish);
      });
      return c.json(
        presentPage(rows, wish.limit, (row) => presentInvitation(row, now())),
        200,
      );
    })
    .openapi(postRoute, async (c) => {
      const { role, phone, email, send } = c.req.valid('json');
      const contact = phone === undefined && email === undefined ? null : readContact({ phone, email });
      const made = await invite(services, hostOf(c, c.req.valid('param').id), { role, contact, send });
      c.header('Cache-Control', 'no-store');
      return c.json(presentInvited(made), 201);
    })
    .openapi(renewRoute, async (c) => {
      const { id, invitationId } = c.req.valid('param');
      const made = await inviteAgain(services, hostOf(c, id), invitationId, c.req.valid('json').send);
      c.header('Cache-Control', 'no-store');
      return c.json(presentInvited(made), 200);
    })
    .openapi(revokeRoute, async (c) => {
      const { id, invitationId } = c.req.valid('param');
      await takeInvitationBack(services, hostOf(c, id), invitationId);
      return c.body(null, 204);
    })
    .openapi(readRoute, async (c) => {
      await spend(limits.codesByAddress, addressKey(c.get('clientAddress')));
      return c.json(await readInvitation(services, c.req.valid('json').token), 200);
    })
    .openapi(acceptRoute, async (c) => {
      const { person } = sessionOf(c);
      const { token } = c.req.valid('json');
      const organizationId = await acceptInvitation(services, { token }, person);
      const joined = await transact(database, { organizationId }, async (tx) =>
        found(await findOrganization(tx, organizationId, person.id)),
      );
      return c.json(presentOrganization(joined), 200);
    });
}
