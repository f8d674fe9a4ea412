import {
  homelessPutBack,
  homelessPutBackAnswer,
  homelessSettle,
  homelessWords,
} from '@hamnevis/core/contract/homeless';
import { findDocument } from '@hamnevis/db/queries/documents';
import { listHomeless, settleHomeless } from '@hamnevis/db/queries/homeless-words';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { putBackWords } from '../commands/put-back-words.ts';
import { placePassages } from '../history/homeless-passages.ts';
import { sessionOf } from '../middleware/session.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideDocument, found } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/homeless-words',
  tags: ['history'],
  summary: 'Your words that lost their place, kept until you put them back or let them go',
  ...signedIn,
  request: { params: idParams },
  responses: { 200: json(homelessWords, 'Passages'), ...problems('unauthenticated', 'not-found') },
});

const putBackRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/homeless-words/put-back',
  tags: ['history'],
  summary: 'Put words back into the text, as paragraphs of their own',
  ...signedIn,
  request: { params: idParams, body: body(homelessPutBack) },
  responses: {
    200: json(homelessPutBackAnswer, 'They stand in the text'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'status-forbids', 'invalid'),
  },
});

const settleRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/homeless-words/settle',
  tags: ['history'],
  summary: 'Say what became of words that lost their place',
  ...signedIn,
  request: { params: idParams, body: body(homelessSettle) },
  responses: {
    204: { description: 'Settled; what was settled before stays so' },
    ...problems('malformed', 'unauthenticated', 'not-found', 'invalid'),
  },
});

export function homelessWordRoutes(services: ApiServices) {
  const { database, signals } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const rows = await besideDocument(database, id, personId, (tx) => listHomeless(tx, id, personId));
      const passages = await placePassages(database, id, rows);
      const items = passages.map(({ text, place, pieces }) => ({
        pieces: pieces.map((piece) => piece.id),
        text,
        noticedAt: pieces[0].createdAt.toISOString(),
        runId: pieces[0].runId,
        place,
      }));
      return c.json({ items }, 200);
    })
    .openapi(putBackRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { pieces } = c.req.valid('json');
      return c.json(
        await putBackWords(services, { documentId: id, personId: sessionOf(c).person.id, pieces }),
        200,
      );
    })
    .openapi(settleRoute, async (c) => {
      const { id: documentId } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
        found(await findDocument(tx, documentId, personId));
        await settleHomeless(tx, { documentId, personId, ...c.req.valid('json') });
      });
      // Other tabs of theirs show them no more.
      signals.publish('document-changed', { documentId, what: 'homeless' });
      return c.body(null, 204);
    });
}
