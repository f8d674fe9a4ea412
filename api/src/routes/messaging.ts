import { messaging, testMessage, testMessageResult } from '@hamnevis/core/contract/messaging';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { allowOrganizationAction } from '../commands/allow.ts';
import { readContact } from '../commands/read-contact.ts';
import { sendTestMessage } from '../commands/send-test-message.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { senderOf } from '../senders/sender-names.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { membershipOf } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const getRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/messaging',
  tags: ['set-up'],
  summary: 'By what codes and invitations are sent on this server',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(messaging, 'By channel'),
    ...problems('unauthenticated', 'role-forbids', 'not-found'),
  },
});

const testRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/test-messages',
  tags: ['set-up'],
  summary: 'Send a test message, as codes are sent',
  description:
    'Five in ten minutes. A sender that refuses is no problem of the request: `sent` is false and says why.',
  ...signedIn,
  request: { params: idParams, body: body(testMessage) },
  responses: {
    200: json(testMessageResult, 'What became of it'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

export function messagingRoutes(services: ApiServices) {
  const { database, settings } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(getRoute, async (c) => {
      const { role } = await membershipOf(database, c.req.valid('param').id, sessionOf(c).person.id);
      allowOrganizationAction(role, 'manage-organization');
      return c.json({ phone: senderOf(settings, 'phone'), email: senderOf(settings, 'email') }, 200);
    })
    .openapi(testRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { person } = sessionOf(c);
      const { role } = await membershipOf(database, id, person.id);
      allowOrganizationAction(role, 'manage-organization');
      const contact = readContact(c.req.valid('json'));
      const result = await sendTestMessage(services, id, actorOf(c), { contact, language: person.language });
      return c.json(result, 200);
    });
}
