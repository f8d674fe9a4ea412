import {
  documentDeletion,
  documentDetail,
  documentDuplicate,
  documentMove,
} from '@hamnevis/core/contract/documents';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { deleteDocument } from '../commands/delete-document.ts';
import { duplicateDocument } from '../commands/duplicate-document.ts';
import { moveDocument } from '../commands/move-document.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { documentEtag, presentDocumentDetail } from '../presenters/documents.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const moveRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/move',
  tags: ['documents'],
  summary: 'Put a document into another project of its organization',
  description: 'Out of a workspace that asks for approval by others only an admin may move it.',
  ...signedIn,
  request: { params: idParams, body: body(documentMove) },
  responses: {
    200: json(documentDetail, 'Moved'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'archived', 'invalid'),
  },
});

const duplicateRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/duplicate',
  tags: ['documents'],
  summary: 'Make a document out of another’s text as it stands',
  description: 'Undecided text of the co-writer is left out; versions and comments stay with the original.',
  ...signedIn,
  request: { params: idParams, body: body(documentDuplicate) },
  responses: {
    201: json(documentDetail, 'Made'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'archived', 'invalid'),
  },
});

const deleteRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/delete-for-good',
  tags: ['documents'],
  summary: 'Delete a document that lies in the trash, for good',
  description:
    'Its title must be typed. Text, log and versions are gone; the audit alone says that it was there.',
  ...signedIn,
  request: { params: idParams, body: body(documentDeletion) },
  responses: {
    204: { description: 'Gone' },
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'conflict', 'invalid'),
  },
});

export function documentPlaceRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { person } = sessionOf(c);
      await moveDocument(services, id, actorOf(c), c.req.valid('json').projectId);
      const moved = await documentOf(database, id, person.id);
      c.header('ETag', documentEtag(moved.document));
      return c.json(presentDocumentDetail(moved, person.id), 200);
    })
    .openapi(duplicateRoute, async (c) => {
      const { person } = sessionOf(c);
      const id = await duplicateDocument(services, c.req.valid('param').id, person.id, c.req.valid('json'));
      const made = await documentOf(database, id, person.id);
      c.header('ETag', documentEtag(made.document));
      return c.json(presentDocumentDetail(made, person.id), 201);
    })
    .openapi(deleteRoute, async (c) => {
      await deleteDocument(services, c.req.valid('param').id, actorOf(c), c.req.valid('json').title);
      return c.body(null, 204);
    });
}
