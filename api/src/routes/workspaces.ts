import {
  placeQuery,
  workspace,
  workspaceCreate,
  workspacePatch,
} from '@hamnevis/core/contract/organizations';
import { page } from '@hamnevis/core/contract/shared';
import { readIn } from '@hamnevis/db/queries/transact';
import { findWorkspace, listWorkspaces } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { allowOrganizationAction } from '../commands/allow.ts';
import { changeWorkspace, dropWorkspace, makeWorkspace } from '../commands/change-place.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { ifMatchHeaders, workspaceEtag } from '../presenters/etag.ts';
import { presentWorkspace } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideMembership, found, membershipOf } from './found.ts';
import {
  body,
  changedAnswers,
  cursorQuery,
  goneAnswers,
  idParams,
  json,
  madeAnswers,
  problems,
  readAnswers,
  signedIn,
} from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/workspaces',
  tags: ['workspaces'],
  summary: 'The workspaces of an organization, the oldest first',
  ...signedIn,
  request: { params: idParams, query: placeQuery.extend(cursorQuery) },
  responses: { 200: json(page(workspace), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const postRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/workspaces',
  tags: ['workspaces'],
  summary: 'Make a workspace',
  description: 'Without a slug it gets one out of its name.',
  ...signedIn,
  request: { params: idParams, body: body(workspaceCreate) },
  responses: madeAnswers(workspace, 'already-exists'),
});

const getRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}',
  tags: ['workspaces'],
  summary: 'A workspace',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(workspace, 'The workspace'),
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/workspaces/{id}',
  tags: ['workspaces'],
  summary: 'Rename or archive a workspace, change its slug, or what it asks of an approval',
  ...signedIn,
  request: { params: idParams, headers: ifMatchHeaders, body: body(workspacePatch) },
  responses: changedAnswers(workspace, 'already-exists'),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/workspaces/{id}',
  tags: ['workspaces'],
  summary: 'Delete a workspace that holds no project',
  ...signedIn,
  request: { params: idParams },
  responses: goneAnswers('Gone, its templates with it', 'not-empty'),
});

export function workspaceRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const wish = c.req.valid('query');
      const rows = await besideMembership(database, id, sessionOf(c).person.id, (tx) =>
        listWorkspaces(tx, id, wish),
      );
      return c.json(presentPage(rows, wish.limit, presentWorkspace), 200);
    })
    .openapi(postRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { role } = await membershipOf(database, id, sessionOf(c).person.id);
      allowOrganizationAction(role, 'manage-workspaces');
      const row = await makeWorkspace(services, id, actorOf(c), c.req.valid('json'));
      return c.json(presentWorkspace(row), 201);
    })
    .openapi(getRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { workspace: row } = await readIn(database, { of: 'workspace', id, personId }, async (tx) =>
        found(await findWorkspace(tx, id, personId)),
      );
      c.header('ETag', workspaceEtag(row));
      return c.json(presentWorkspace(row), 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id } = c.req.valid('param');
      const ifMatch = c.req.valid('header')['if-match'];
      const row = await changeWorkspace(services, id, actorOf(c), c.req.valid('json'), ifMatch);
      c.header('ETag', workspaceEtag(row));
      return c.json(presentWorkspace(row), 200);
    })
    .openapi(deleteRoute, async (c) => {
      await dropWorkspace(services, c.req.valid('param').id, actorOf(c));
      return c.body(null, 204);
    });
}
