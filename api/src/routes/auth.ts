import {
  otpRequest,
  otpRequested,
  otpVerify,
  signedIn as signedInAnswer,
} from '@hamnevis/core/contract/auth';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { endOneSession } from '../commands/end-sessions.ts';
import { readContact } from '../commands/read-contact.ts';
import { requestCode } from '../commands/request-code.ts';
import { type SignInPlace, verifyCode } from '../commands/verify-code.ts';
import { bearerOf, dropSessionCookie, sessionOf, setSessionCookie } from '../middleware/session.ts';
import { presentMe } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { body, json, problems, signedIn } from './route-parts.ts';

const requestRoute = createRoute({
  method: 'post',
  path: '/auth/otp/request',
  tags: ['sign-in'],
  summary: 'Ask for a one-time code by phone or e-mail',
  security: [],
  request: { body: body(otpRequest) },
  responses: {
    200: json(otpRequested, 'The code is on its way, if somebody is there to get it'),
    ...problems('malformed', 'invalid', 'too-many-requests', 'code-not-sent'),
  },
});

const verifyRoute = createRoute({
  method: 'post',
  path: '/auth/otp/verify',
  tags: ['sign-in'],
  summary: 'Sign in with the code',
  security: [],
  request: { body: body(otpVerify) },
  responses: {
    200: json(signedInAnswer, 'Signed in; the token stands in the cookie too'),
    ...problems('malformed', 'wrong-code', 'invalid', 'too-many-requests'),
  },
});

const signOutRoute = createRoute({
  method: 'post',
  path: '/auth/sign-out',
  tags: ['sign-in'],
  summary: 'End this session',
  ...signedIn,
  responses: { 204: { description: 'Signed out' }, ...problems('unauthenticated') },
});

export function authRoutes(services: ApiServices) {
  const { database, settings } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(requestRoute, async (c) => {
      const { invitation, ...given } = c.req.valid('json');
      const contact = readContact(given);
      return c.json(await requestCode(services, contact, c.get('clientAddress'), { link: invitation }), 200);
    })
    .openapi(verifyRoute, async (c) => {
      const { code, invitation, ...given } = c.req.valid('json');
      const contact = readContact(given);
      const place = signInPlaceOf(c);
      const { token, person } = await verifyCode(services, contact, code, place, invitation);
      // The session that this browser had is not taken on and not left behind: whoever put it there is out.
      const former = bearerOf(c) === undefined ? c.get('session') : undefined;
      if (former) {
        const address = c.get('clientAddress');
        await endOneSession(services, { personId: former.person.id, sessionId: former.id, address });
      }
      setSessionCookie(c, settings, token);
      c.header('Cache-Control', 'no-store');
      return c.json({ token, user: await presentMe(database.queries, person) }, 200);
    })
    .openapi(signOutRoute, async (c) => {
      const { id, person } = sessionOf(c);
      const address = c.get('clientAddress');
      await endOneSession(services, { personId: person.id, sessionId: id, address });
      dropSessionCookie(c, settings);
      return c.body(null, 204);
    });
}

/** Device and address of a request that signs in. */
export function signInPlaceOf(c: Context<ApiEnv>): SignInPlace {
  return {
    device: c.req.header('user-agent')?.slice(0, 200) ?? null,
    address: c.get('clientAddress'),
  };
}
