import { mayKeyWrite } from '@hamnevis/core/access/key-scopes';
import { ticket, ticketRequest } from '@hamnevis/core/contract/documents';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { createTicketOf, TICKET_LIFE_MS } from '@hamnevis/db/queries/tickets';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { sessionOf } from '../middleware/session.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const ticketRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/collab-ticket',
  tags: ['documents'],
  summary: 'A short-lived ticket to the document’s socket',
  description:
    'Used as the token at `/collab` or as `?ticket=` at `/yjs/{id}`; may be used again while it lives.',
  ...signedIn,
  request: { params: idParams, body: body(ticketRequest) },
  responses: {
    200: json(ticket, 'The ticket'),
    ...problems('malformed', 'unauthenticated', 'not-found', 'invalid', 'outdated'),
  },
});

export function collabTicketRoutes({ database, now, settings }: ApiServices) {
  return new OpenAPIHono<ApiEnv>().openapi(ticketRoute, async (c) => {
    const { id: sessionId, person } = sessionOf(c);
    const { id: documentId } = c.req.valid('param');
    const key = c.get('apiKey');
    const { schemaVersion } = c.req.valid('json');
    if (schemaVersion < SCHEMA_VERSION) throw new Problem('outdated', { schemaVersion: SCHEMA_VERSION });
    const made = await createTicketOf(database.queries, {
      documentId,
      personId: person.id,
      sessionId,
      readOnly: key !== undefined && !mayKeyWrite(key.scopes),
      schemaVersion,
      now: now(),
    });
    if (!made) throw new Problem('not-found');
    c.header('Cache-Control', 'no-store');
    const answer = {
      ticket: made.ticket,
      expiresInSeconds: TICKET_LIFE_MS / 1000,
      maxUpdateBytes: settings.COLLAB_MAX_UPDATE_KB * 1024,
      fetchesImages: settings.FETCH_IMAGES,
    };
    return c.json(answer, 200);
  });
}
