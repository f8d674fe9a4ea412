import { documentDetail, transitionRequest } from '@hamnevis/core/contract/documents';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { transitionDocument } from '../commands/transition-document.ts';
import { sessionOf } from '../middleware/session.ts';
import { documentEtag, presentDocumentDetail } from '../presenters/documents.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const transitionRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/transitions',
  tags: ['workflow'],
  summary: 'Take a step of the workflow',
  description:
    'Approving seals the text: from that moment no edit of anybody enters, until it is reopened. ' +
    '`step-not-possible` lists the steps that are possible.',
  ...signedIn,
  request: { params: idParams, body: body(transitionRequest) },
  responses: {
    200: json(documentDetail, 'The step was taken'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'own-text',
      'not-found',
      'conflict',
      'step-not-possible',
      'run-open',
      'invalid',
      'note-missing',
    ),
  },
});

export function transitionRoutes(services: ApiServices) {
  return new OpenAPIHono<ApiEnv>().openapi(transitionRoute, async (c) => {
    const { person } = sessionOf(c);
    const { id: documentId } = c.req.valid('param');
    const { to, note } = c.req.valid('json');
    await transitionDocument(services, {
      documentId,
      personId: person.id,
      to,
      note: note || null,
      address: c.get('clientAddress'),
    });
    const changed = await documentOf(services.database, documentId, person.id);
    c.header('ETag', documentEtag(changed.document));
    return c.json(presentDocumentDetail(changed, person.id), 200);
  });
}
