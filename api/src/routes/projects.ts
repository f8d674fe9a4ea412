import { placeQuery, project, projectCreate, projectPatch } from '@hamnevis/core/contract/organizations';
import { page } from '@hamnevis/core/contract/shared';
import { readAtOnce, together } from '@hamnevis/db/queries/transact';
import { countDocuments, findProject, findWorkspace, listProjects } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { allowOrganizationAction } from '../commands/allow.ts';
import { changeProject, dropProject, makeProject } from '../commands/change-place.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { ifMatchHeaders, projectEtag } from '../presenters/etag.ts';
import { presentProject } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
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
  path: '/workspaces/{id}/projects',
  tags: ['projects'],
  summary: 'The projects of a workspace, the oldest first',
  ...signedIn,
  request: { params: idParams, query: placeQuery.extend(cursorQuery) },
  responses: { 200: json(page(project), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const postRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/projects',
  tags: ['projects'],
  summary: 'Make a project',
  description: 'Without a slug it gets one out of its name.',
  ...signedIn,
  request: { params: idParams, body: body(projectCreate) },
  responses: madeAnswers(project, 'already-exists', 'archived'),
});

const getRoute = createRoute({
  method: 'get',
  path: '/projects/{id}',
  tags: ['projects'],
  summary: 'A project',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(project, 'The project'),
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/projects/{id}',
  tags: ['projects'],
  summary: 'Rename or archive a project, or change its slug',
  ...signedIn,
  request: { params: idParams, headers: ifMatchHeaders, body: body(projectPatch) },
  responses: changedAnswers(project, 'already-exists'),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  tags: ['projects'],
  summary: 'Delete a project that holds no document, in the trash neither',
  ...signedIn,
  request: { params: idParams },
  responses: goneAnswers('Gone', 'not-empty'),
});

export function projectRoutes(services: ApiServices) {
  const { database } = services;
  const one = (id: string, personId: string) =>
    readAtOnce(database, { of: 'project', id, personId }, async (tx) => {
      const [place, documentCount] = await together(findProject(tx, id, personId), countDocuments(tx, id));
      return presentProject({ ...found(place).project, documentCount });
    });
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const wish = c.req.valid('query');
      const rows = await readAtOnce(database, { of: 'workspace', id, personId }, async (tx) => {
        const [place, listed] = await together(findWorkspace(tx, id, personId), listProjects(tx, id, wish));
        found(place);
        return listed;
      });
      return c.json(presentPage(rows, wish.limit, presentProject), 200);
    })
    .openapi(postRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { workspace: parent, role } = await readAtOnce(
        database,
        { of: 'workspace', id, personId },
        async (tx) => found(await findWorkspace(tx, id, personId)),
      );
      allowOrganizationAction(role, 'manage-workspaces');
      const row = await makeProject(services, parent, actorOf(c), c.req.valid('json'));
      return c.json(presentProject(row), 201);
    })
    .openapi(getRoute, async (c) => {
      const project = await one(c.req.valid('param').id, sessionOf(c).person.id);
      c.header('ETag', projectEtag(project));
      return c.json(project, 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id } = c.req.valid('param');
      await changeProject(services, id, actorOf(c), c.req.valid('json'), c.req.valid('header')['if-match']);
      const project = await one(id, sessionOf(c).person.id);
      c.header('ETag', projectEtag(project));
      return c.json(project, 200);
    })
    .openapi(deleteRoute, async (c) => {
      await dropProject(services, c.req.valid('param').id, actorOf(c));
      return c.body(null, 204);
    });
}
