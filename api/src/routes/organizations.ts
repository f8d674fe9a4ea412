import {
  organization,
  organizationCreate,
  organizationDeletion,
  organizationPatch,
} from '@hamnevis/core/contract/organizations';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { findOrganization, listOrganizations } from '@hamnevis/db/queries/organizations';
import { readIn } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { changeOrganization, deleteOrganization } from '../commands/change-organization.ts';
import { createOrganization } from '../commands/create-organization.ts';
import { actorOf, reaches, sessionOf } from '../middleware/session.ts';
import { ifMatchHeaders, organizationEtag } from '../presenters/etag.ts';
import { presentOrganization } from '../presenters/organizations.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
import {
  body,
  changedAnswers,
  cursorQuery,
  idParams,
  json,
  problems,
  readAnswers,
  signedIn,
} from './route-parts.ts';

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
  summary: 'Rename an organization, or change its slug',
  ...signedIn,
  request: { params: idParams, headers: ifMatchHeaders, body: body(organizationPatch) },
  responses: changedAnswers(organization, 'already-exists'),
});

const getRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}',
  tags: ['organizations'],
  summary: 'An organization of yours',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(organization, 'The organization'),
});

const deleteRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/delete-for-good',
  tags: ['organizations'],
  summary: 'Delete an organization with everything in it, for good',
  description:
    'Its name must be typed. Texts, versions, members, audit: nothing is left, and nothing brings it back.',
  ...signedIn,
  request: { params: idParams, body: body(organizationDeletion) },
  responses: {
    204: { description: 'Gone' },
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

export function organizationRoutes(services: ApiServices) {
  const { database } = services;
  const one = (organizationId: string, personId: string) =>
    readIn(database, { of: 'organization', id: organizationId, personId }, async (tx) =>
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
    .openapi(getRoute, async (c) => {
      const organization = await one(c.req.valid('param').id, sessionOf(c).person.id);
      c.header('ETag', organizationEtag(organization));
      return c.json(organization, 200);
    })
    .openapi(patchRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      const ifMatch = c.req.valid('header')['if-match'];
      await changeOrganization(services, id, actorOf(c), c.req.valid('json'), ifMatch);
      const organization = await one(id, person.id);
      c.header('ETag', organizationEtag(organization));
      return c.json(organization, 200);
    })
    .openapi(deleteRoute, async (c) => {
      await deleteOrganization(services, c.req.valid('param').id, actorOf(c), c.req.valid('json').name);
      return c.body(null, 204);
    });
}
