import { organization, organizationCreate, organizationPatch } from '@hamnevis/core/contract/organizations';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { findOrganization, listOrganizations, renameOrganization } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { allowOrganizationAction } from '../commands/allow.ts';
import { createOrganization } from '../commands/create-organization.ts';
import { reaches, sessionOf } from '../middleware/session.ts';
import { presentOrganization } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember, found } from './found.ts';
import { body, cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/organizations',
  tags: ['organizations'],
  summary: 'Your organizations',
  ...signedIn,
  request: { query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(organization), 'A page'), ...problems('unauthenticated', 'invalid') },
});

const foundRoute = createRoute({
  method: 'post',
  path: '/organizations',
  tags: ['organizations'],
  summary: 'Found an organization; you become its admin',
  ...signedIn,
  request: { body: body(organizationCreate) },
  responses: {
    201: json(organization, 'Made'),
    ...problems('malformed', 'unauthenticated', 'already-exists', 'invalid'),
  },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/organizations/{id}',
  tags: ['organizations'],
  summary: 'Rename an organization',
  ...signedIn,
  request: { params: idParams, body: body(organizationPatch) },
  responses: {
    200: json(organization, 'Changed'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

export function organizationRoutes(services: ApiServices) {
  const { database } = services;
  const one = (organizationId: string, personId: string) =>
    transact(database, { organizationId }, async (tx) =>
      presentOrganization(found(await findOrganization(tx, organizationId, personId))),
    );
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const query = c.req.valid('query');
      const rows = await listOrganizations(database.queries, sessionOf(c).person.id, query);
      const { items, nextCursor } = presentPage(rows, query.limit, presentOrganization);
      return c.json({ items: items.filter((one) => reaches(c, one.id)), nextCursor }, 200);
    })
    .openapi(foundRoute, async (c) => {
      const { person } = sessionOf(c);
      const id = await createOrganization(services, person.id, c.req.valid('json'));
      return c.json(await one(id, person.id), 201);
    })
    .openapi(patchRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      const { name } = c.req.valid('json');
      await asMember(database, id, person.id, async (tx, { role }) => {
        allowOrganizationAction(role, 'manage-members');
        if (name !== undefined) await renameOrganization(tx, id, name);
      });
      return c.json(await one(id, person.id), 200);
    });
}
