import { documentCreate, documentDetail, documentPatch } from '@hamnevis/core/contract/documents';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { transact } from '@hamnevis/db/queries/transact';
import { findProject } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { allowOrganizationAction } from '../commands/allow.ts';
import { beginning } from '../commands/begin-from-template.ts';
import { writeDocument } from '../commands/create-document.ts';
import { patchDocument } from '../commands/patch-document.ts';
import { trashDocument, untrashDocument } from '../commands/trash-document.ts';
import { sessionOf } from '../middleware/session.ts';
import { documentEtag, presentDocumentDetail } from '../presenters/documents.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf, found } from './found.ts';
import { body, goneAnswers, idParams, json, problems, readAnswers, signedIn } from './route-parts.ts';

const postRoute = createRoute({
  method: 'post',
  path: '/projects/{id}/documents',
  tags: ['documents'],
  summary: 'Make a document',
  ...signedIn,
  request: { params: idParams, body: body(documentCreate) },
  responses: {
    201: json(documentDetail, 'Made, with one empty paragraph or with the text of the template'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'archived', 'invalid'),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/documents/{id}',
  tags: ['documents'],
  summary: 'A document: everything but its text, which travels by the socket',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(documentDetail, 'The document; its ETag is wanted by PATCH'),
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/documents/{id}',
  tags: ['documents'],
  summary: 'Change title, language, metadata, assignee or due date',
  description:
    'Title, language and metadata follow the text: where it may be written they may be changed. Assignee and due date may be changed in every status.',
  ...signedIn,
  request: {
    params: idParams,
    headers: z.object({ 'if-match': z.string().optional().meta({ description: 'The ETag that was read' }) }),
    body: body(documentPatch),
  },
  responses: {
    200: json(documentDetail, 'Changed'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'stale-write',
      'invalid',
      'precondition-required',
    ),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/documents/{id}',
  tags: ['documents'],
  summary: 'Put a document into the trash',
  ...signedIn,
  request: { params: idParams },
  responses: goneAnswers('In the trash', 'status-forbids'),
});

const untrashRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/untrash',
  tags: ['documents'],
  summary: 'Take a document out of the trash',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(documentDetail, 'Back'),
    ...problems('unauthenticated', 'role-forbids', 'not-found', 'status-forbids'),
  },
});

export function documentRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(postRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id: projectId } = c.req.valid('param');
      const { title, language, templateId } = c.req.valid('json');
      const made = await transact(
        database,
        { of: 'project', id: projectId, personId: person.id },
        async (tx) => {
          const place = found(await findProject(tx, projectId, person.id));
          allowOrganizationAction(place.role, 'create-document');
          if (place.project.archivedAt || place.workspace.archivedAt) throw new Problem('archived');
          const begins = templateId ? await beginning(tx, place.workspace.id, templateId) : undefined;
          return writeDocument(database, tx, {
            organizationId: place.project.organizationId,
            projectId,
            personId: person.id,
            memberEpoch: place.memberEpoch,
            title,
            language,
            ...(begins ? { begins } : {}),
          });
        },
      );
      c.header('ETag', documentEtag(made.document));
      return c.json(presentDocumentDetail(made, person.id), 201);
    })
    .openapi(getRoute, async (c) => {
      const { person } = sessionOf(c);
      const one = await documentOf(database, c.req.valid('param').id, person.id);
      c.header('ETag', documentEtag(one.document));
      return c.json(presentDocumentDetail(one, person.id), 200);
    })
    .openapi(patchRoute, async (c) => {
      const { person } = sessionOf(c);
      const place = {
        documentId: c.req.valid('param').id,
        personId: person.id,
        ifMatch: c.req.valid('header')['if-match'],
      };
      const changed = await patchDocument(services, place, c.req.valid('json'));
      c.header('ETag', documentEtag(changed.document));
      return c.json(presentDocumentDetail(changed, person.id), 200);
    })
    .openapi(deleteRoute, async (c) => {
      await trashDocument(services, c.req.valid('param').id, sessionOf(c).person.id);
      return c.body(null, 204);
    })
    .openapi(untrashRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      await untrashDocument(services, id, person.id);
      return c.json(presentDocumentDetail(await documentOf(database, id, person.id), person.id), 200);
    });
}
