import { setupRequest, setupState, signedIn as signedInAnswer } from '@hamnevis/core/contract/auth';
import { hasAnybody } from '@hamnevis/db/queries/people';
import { awaitsFirstAdmin } from '@hamnevis/db/queries/setup-links';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { foundServer } from '../commands/found-server.ts';
import { readContact } from '../commands/read-contact.ts';
import { setSessionCookie } from '../middleware/session.ts';
import { presentMe } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { signInPlaceOf } from './auth.ts';
import { body, json, problems } from './route-parts.ts';

const stateRoute = createRoute({
  method: 'get',
  path: '/setup',
  tags: ['set-up'],
  summary: 'Whether the first admin is still awaited',
  security: [],
  responses: { 200: json(setupState, 'The state') },
});

const setupRoute = createRoute({
  method: 'post',
  path: '/setup',
  tags: ['set-up'],
  summary: 'Become the first admin, by the link printed on the console',
  security: [],
  request: { body: body(setupRequest) },
  responses: {
    201: json(signedInAnswer, 'Signed in as the admin'),
    ...problems('malformed', 'setup-link-invalid', 'invalid'),
  },
});

export function setupRoutes(services: ApiServices) {
  const { database, settings, now } = services;
  const { queries } = database;
  return new OpenAPIHono<ApiEnv>()
    .openapi(stateRoute, async (c) => {
      const open = (await awaitsFirstAdmin(queries, now())) && !(await hasAnybody(queries));
      return c.json({ open }, 200);
    })
    .openapi(setupRoute, async (c) => {
      const { phone, email, ...wish } = c.req.valid('json');
      const contact = readContact({ phone, email });
      const { token, person } = await foundServer(services, { ...wish, contact }, signInPlaceOf(c));
      setSessionCookie(c, settings, token);
      c.header('Cache-Control', 'no-store');
      return c.json({ token, user: await presentMe(queries, person) }, 201);
    });
}
