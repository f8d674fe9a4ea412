import { voiceToken } from '@hamnevis/core/contract/documents';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { makeVoiceToken } from '../commands/make-voice-token.ts';
import { sessionOf } from '../middleware/session.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

const tokenRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/voice-token',
  tags: ['voice'],
  summary: 'A LiveKit token for the document’s voice room',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(voiceToken, 'The token, for ten minutes'),
    ...problems('unauthenticated', 'not-found', 'not-configured'),
  },
});

export function voiceRoutes({ database, settings }: ApiServices) {
  return new OpenAPIHono<ApiEnv>().openapi(tokenRoute, async (c) => {
    const { person } = sessionOf(c);
    const found = await documentOf(database, c.req.valid('param').id, person.id);
    c.header('Cache-Control', 'no-store');
    return c.json(await makeVoiceToken(settings, found, person), 200);
  });
}
