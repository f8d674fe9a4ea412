import { me, mePatch } from '@hamnevis/core/contract/auth';
import { updatePerson } from '@hamnevis/db/queries/people';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { reaches, sessionOf } from '../middleware/session.ts';
import { presentMe } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { body, json, problems, signedIn } from './route-parts.ts';

const getRoute = createRoute({
  method: 'get',
  path: '/me',
  tags: ['people'],
  summary: 'Who is signed in',
  ...signedIn,
  responses: { 200: json(me, 'You'), ...problems('unauthenticated') },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/me',
  tags: ['people'],
  summary: 'Change your name, colour, language, or how dates and numbers are written',
  ...signedIn,
  request: { body: body(mePatch) },
  responses: { 200: json(me, 'You'), ...problems('malformed', 'unauthenticated', 'invalid') },
});

export function meRoutes({ database }: ApiServices) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(getRoute, async (c) => {
      const me = await presentMe(database.queries, sessionOf(c).person);
      return c.json(
        { ...me, memberships: me.memberships.filter((one) => reaches(c, one.organizationId)) },
        200,
      );
    })
    .openapi(patchRoute, async (c) => {
      const { person } = sessionOf(c);
      const change = c.req.valid('json');
      await updatePerson(database.queries, person.id, change);
      const changed = Object.entries(change).filter(([, value]) => value !== undefined);
      return c.json(await presentMe(database.queries, { ...person, ...Object.fromEntries(changed) }), 200);
    });
}
