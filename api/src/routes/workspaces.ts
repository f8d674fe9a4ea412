import { project, projectCreate, workspace, workspaceCreate } from '@hamnevis/core/contract/organizations';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { transact } from '@hamnevis/db/queries/transact';
import {
  findWorkspace,
  insertProject,
  insertWorkspace,
  listProjects,
  listWorkspaces,
} from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { allowOrganizationAction } from '../commands/allow.ts';
import { nameUniquely } from '../commands/name-uniquely.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentProject, presentWorkspace } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember, found, membershipOf } from './found.ts';
import { body, cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const query = pageQuery.extend(cursorQuery);

const listWorkspacesRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/workspaces',
  tags: ['organizations'],
  summary: 'The workspaces of an organization',
  ...signedIn,
  request: { params: idParams, query },
  responses: { 200: json(page(workspace), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const createWorkspaceRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/workspaces',
  tags: ['organizations'],
  summary: 'Make a workspace',
  ...signedIn,
  request: { params: idParams, body: body(workspaceCreate) },
  responses: {
    201: json(workspace, 'Made'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'already-exists', 'invalid'),
  },
});

const listProjectsRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/projects',
  tags: ['projects'],
  summary: 'The projects of a workspace',
  ...signedIn,
  request: { params: idParams, query },
  responses: { 200: json(page(project), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const createProjectRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/projects',
  tags: ['projects'],
  summary: 'Make a project',
  ...signedIn,
  request: { params: idParams, body: body(projectCreate) },
  responses: {
    201: json(project, 'Made'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'already-exists', 'invalid'),
  },
});

export function workspaceRoutes({ database }: ApiServices) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(listWorkspacesRoute, async (c) => {
      const { id } = c.req.valid('param');
      const wish = c.req.valid('query');
      const rows = await asMember(database, id, sessionOf(c).person.id, (tx) => listWorkspaces(tx, id, wish));
      return c.json(presentPage(rows, wish.limit, presentWorkspace), 200);
    })
    .openapi(createWorkspaceRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { role } = await membershipOf(database, id, sessionOf(c).person.id);
      allowOrganizationAction(role, 'manage-workspaces');
      const wish = c.req.valid('json');
      const row = await nameUniquely(wish, 'workspace', (slug) =>
        transact(database, { organizationId: id }, (tx) =>
          insertWorkspace(tx, { organizationId: id, name: wish.name, slug }),
        ),
      );
      return c.json(presentWorkspace(row), 201);
    })
    .openapi(listProjectsRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const wish = c.req.valid('query');
      const rows = await transact(database, { of: 'workspace', id, personId }, async (tx) => {
        found(await findWorkspace(tx, id, personId));
        return listProjects(tx, id, wish);
      });
      return c.json(presentPage(rows, wish.limit, presentProject), 200);
    })
    .openapi(createProjectRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { workspace: parent, role } = await transact(
        database,
        { of: 'workspace', id, personId },
        async (tx) => found(await findWorkspace(tx, id, personId)),
      );
      allowOrganizationAction(role, 'manage-workspaces');
      const wish = c.req.valid('json');
      const row = await nameUniquely(wish, 'project', (slug) =>
        transact(database, { organizationId: parent.organizationId }, (tx) =>
          insertProject(tx, {
            organizationId: parent.organizationId,
            workspaceId: parent.id,
            name: wish.name,
            slug,
          }),
        ),
      );
      return c.json(presentProject(row), 201);
    });
}
