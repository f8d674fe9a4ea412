import { documentQuery, documentSummary, organizationDocumentQuery } from '@hamnevis/core/contract/documents';
import { page } from '@hamnevis/core/contract/shared';
import { listDocuments } from '@hamnevis/db/queries/document-lists';
import { readAtOnce, together } from '@hamnevis/db/queries/transact';
import { findProject } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { sessionOf } from '../middleware/session.ts';
import { presentDocumentPage, readDocumentCursor } from '../presenters/document-page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideMembership, found } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

const ofProjectRoute = createRoute({
  method: 'get',
  path: '/projects/{id}/documents',
  tags: ['documents'],
  summary: 'The documents of a project',
  ...signedIn,
  request: { params: idParams, query: documentQuery },
  responses: {
    200: json(page(documentSummary), 'A page'),
    ...problems('unauthenticated', 'not-found', 'invalid'),
  },
});

const ofOrganizationRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/documents',
  tags: ['documents'],
  summary: 'The documents of an organization: the newest, yours, what waits for you, the trash',
  description: 'The page is the same however often it is asked for: what comes in between moves nothing.',
  ...signedIn,
  request: { params: idParams, query: organizationDocumentQuery },
  responses: {
    200: json(page(documentSummary), 'A page'),
    ...problems('unauthenticated', 'not-found', 'invalid'),
  },
});

export function documentListRoutes({ database }: ApiServices) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(ofProjectRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { cursor, ...wish } = c.req.valid('query');
      const after = readDocumentCursor(cursor, wish.sort);
      const reader = { personId };
      const rows = await readAtOnce(database, { of: 'project', id, personId }, async (tx) => {
        const [project, listed] = await together(
          findProject(tx, id, personId),
          listDocuments(tx, { ...wish, projectId: id, after, reader, view: 'all' }),
        );
        found(project);
        return listed;
      });
      return c.json(presentDocumentPage(rows, wish), 200);
    })
    .openapi(ofOrganizationRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { cursor, ...wish } = c.req.valid('query');
      const after = readDocumentCursor(cursor, wish.sort);
      const rows = await besideMembership(database, id, personId, (tx) =>
        listDocuments(tx, { ...wish, organizationId: id, after, reader: { personId } }),
      );
      return c.json(presentDocumentPage(rows, wish), 200);
    });
}
