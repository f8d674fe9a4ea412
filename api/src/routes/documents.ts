import {
  documentCreate,
  documentDetail,
  documentPatch,
  documentQuery,
  documentSummary,
} from '@hamnevis/core/contract/documents';
import { page } from '@hamnevis/core/contract/shared';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { listDocuments } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { findProject } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { allowOrganizationAction } from '../commands/allow.ts';
import { createDocument } from '../commands/create-document.ts';
import { patchDocument } from '../commands/patch-document.ts';
import { trashDocument, untrashDocument } from '../commands/trash-document.ts';
import { sessionOf } from '../middleware/session.ts';
import { documentEtag, presentDocument, presentDocumentDetail } from '../presenters/documents.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf, found } from './found.ts';
import { body, cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/projects/{id}/documents',
  tags: ['documents'],
  summary: 'The documents of a project, the newest first',
  ...signedIn,
  request: { params: idParams, query: documentQuery.extend(cursorQuery) },
  responses: {
    200: json(page(documentSummary), 'A page'),
    ...problems('unauthenticated', 'not-found', 'invalid'),
  },
});

const postRoute = createRoute({
  method: 'post',
  path: '/projects/{id}/documents',
  tags: ['documents'],
  summary: 'Make a document',
  ...signedIn,
  request: { params: idParams, body: body(documentCreate) },
  responses: {
    201: json(documentDetail, 'Made, with one empty paragraph'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/documents/{id}',
  tags: ['documents'],
  summary: 'A document: everything but its text, which travels by the socket',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(documentDetail, 'The document; its ETag is wanted by PATCH'),
    ...problems('unauthenticated', 'not-found'),
  },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/documents/{id}',
  tags: ['documents'],
  summary: 'Change title, language or metadata',
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
  responses: {
    204: { description: 'In the trash' },
    ...problems('unauthenticated', 'role-forbids', 'not-found', 'status-forbids'),
  },
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
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const wish = c.req.valid('query');
      const rows = await transact(database, { of: 'project', id, personId }, async (tx) => {
        found(await findProject(tx, id, personId));
        return listDocuments(tx, id, wish);
      });
      return c.json(presentPage(rows, wish.limit, presentDocument), 200);
    })
    .openapi(postRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id: projectId } = c.req.valid('param');
      const { project, role, memberEpoch } = await transact(
        database,
        { of: 'project', id: projectId, personId: person.id },
        async (tx) => found(await findProject(tx, projectId, person.id)),
      );
      allowOrganizationAction(role, 'create-document');
      const { title, language } = c.req.valid('json');
      const id = await createDocument(services, {
        organizationId: project.organizationId,
        projectId: project.id,
        personId: person.id,
        memberEpoch,
        title,
        language,
      });
      const made = await documentOf(database, id, person.id);
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
      const one = await documentOf(database, c.req.valid('param').id, person.id);
      const ifMatch = c.req.valid('header')['if-match'];
      if (ifMatch === undefined) throw new Problem('precondition-required');
      const changed = await patchDocument(services, one, person.id, ifMatch, c.req.valid('json'));
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
