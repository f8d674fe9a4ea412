import { session } from '@hamnevis/core/contract/auth';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { listSessions } from '@hamnevis/db/queries/sessions';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { endEverySession, endOneSession } from '../commands/end-sessions.ts';
import { dropSessionCookie, sessionOf } from '../middleware/session.ts';
import { presentPage } from '../presenters/page.ts';
import { presentSession } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/auth/sessions',
  tags: ['sign-in'],
  summary: 'Where you are signed in',
  ...signedIn,
  request: { query: pageQuery.extend(cursorQuery) },
  responses: {
    200: json(page(session), 'The newest sign-in first'),
    ...problems('unauthenticated', 'invalid'),
  },
});

const endRoute = createRoute({
  method: 'delete',
  path: '/auth/sessions/{id}',
  tags: ['sign-in'],
  summary: 'End one of your sessions',
  ...signedIn,
  request: { params: idParams },
  responses: { 204: { description: 'Ended' }, ...problems('unauthenticated', 'not-found') },
});

const endAllRoute = createRoute({
  method: 'delete',
  path: '/auth/sessions',
  tags: ['sign-in'],
  summary: 'Sign out everywhere',
  ...signedIn,
  responses: { 204: { description: 'Ended, this one too' }, ...problems('unauthenticated') },
});

export function sessionRoutes(services: ApiServices) {
  const { settings, now } = services;
  const { queries } = services.database;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const current = sessionOf(c);
      const wish = c.req.valid('query');
      const rows = await listSessions(queries, current.person.id, now(), wish);
      return c.json(
        presentPage(rows, wish.limit, (row) => presentSession(row, current.id)),
        200,
      );
    })
    .openapi(endRoute, async (c) => {
      const who = { personId: sessionOf(c).person.id, address: c.get('clientAddress') };
      const { id: sessionId } = c.req.valid('param');
      if (!(await endOneSession(services, { ...who, sessionId }))) throw new Problem('not-found');
      return c.body(null, 204);
    })
    .openapi(endAllRoute, async (c) => {
      const who = { personId: sessionOf(c).person.id, address: c.get('clientAddress') };
      await endEverySession(services, who);
      dropSessionCookie(c, settings);
      return c.body(null, 204);
    });
}
