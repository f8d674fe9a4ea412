import { session } from '@hamnevis/core/contract/auth';
import { id, page, pageQuery } from '@hamnevis/core/contract/shared';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { endMemberSessions, readMemberSessions } from '../commands/member-sessions.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { presentPage } from '../presenters/page.ts';
import { presentSession } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { cursorQuery, json, problems, signedIn } from './route-parts.ts';

const memberParams = z.object({ id, personId: id });
const REFUSED = ['unauthenticated', 'role-forbids', 'not-found', 'person-elsewhere'] as const;

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/members/{personId}/sessions',
  tags: ['organizations'],
  summary: 'Where a member is signed in',
  description: 'For admins. Not for somebody who belongs to another organization too.',
  ...signedIn,
  request: { params: memberParams, query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(session), 'The newest sign-in first'), ...problems(...REFUSED, 'invalid') },
});

const endRoute = createRoute({
  method: 'delete',
  path: '/organizations/{id}/members/{personId}/sessions/{sessionId}',
  tags: ['organizations'],
  summary: 'End one session of a member',
  ...signedIn,
  request: { params: memberParams.extend({ sessionId: id }) },
  responses: { 204: { description: 'Ended' }, ...problems(...REFUSED) },
});

const endAllRoute = createRoute({
  method: 'delete',
  path: '/organizations/{id}/members/{personId}/sessions',
  tags: ['organizations'],
  summary: 'Sign a member out everywhere',
  ...signedIn,
  request: { params: memberParams },
  responses: { 204: { description: 'Ended' }, ...problems(...REFUSED) },
});

export function memberSessionRoutes(services: ApiServices) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      const current = sessionOf(c);
      const whose = { organizationId, actorId: current.person.id, personId };
      const wish = c.req.valid('query');
      const rows = await readMemberSessions(services, whose, wish);
      return c.json(
        presentPage(rows, wish.limit, (row) => presentSession(row, current.id)),
        200,
      );
    })
    .openapi(endRoute, async (c) => {
      const { id: organizationId, personId, sessionId } = c.req.valid('param');
      const { personId: actorId, address } = actorOf(c);
      await endMemberSessions(services, { organizationId, actorId, personId, address, sessionId });
      return c.body(null, 204);
    })
    .openapi(endAllRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      const { personId: actorId, address } = actorOf(c);
      await endMemberSessions(services, { organizationId, actorId, personId, address });
      return c.body(null, 204);
    });
}
