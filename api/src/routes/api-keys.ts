import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { type ApiKey, apiKey, apiKeyCreate, apiKeyCreated } from '@hamnevis/core/contract/api-keys';
import { id, type PersonRef, page, pageQuery } from '@hamnevis/core/contract/shared';
import { type ApiKeyRow, listApiKeys } from '@hamnevis/db/queries/api-keys';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { makeApiKey } from '../commands/make-api-key.ts';
import { revokeApiKey } from '../commands/revoke-api-key.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentPage } from '../presenters/page.ts';
import { presentPerson } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember } from './found.ts';
import { body, cursorQuery, goneAnswers, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/api-keys',
  tags: ['API keys'],
  summary: 'Your API keys in an organization; an admin sees everybody’s',
  ...signedIn,
  request: { params: idParams, query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(apiKey), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const postRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/api-keys',
  tags: ['API keys'],
  summary: 'Make an API key; it is shown this once',
  ...signedIn,
  request: { params: idParams, body: body(apiKeyCreate) },
  responses: {
    201: json(apiKeyCreated, 'Made'),
    ...problems('malformed', 'unauthenticated', 'not-found', 'invalid'),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/organizations/{id}/api-keys/{keyId}',
  tags: ['API keys'],
  summary: 'Revoke an API key: your own, or as an admin anybody’s',
  ...signedIn,
  request: { params: z.object({ id, keyId: id }) },
  responses: goneAnswers('Revoked; its sockets are cut'),
});

export function apiKeyRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id: organizationId } = c.req.valid('param');
      const wish = c.req.valid('query');
      const personId = sessionOf(c).person.id;
      const rows = await asMember(database, organizationId, personId, (tx, { role }) => {
        const seesAll = judgeOrganizationAction(role, 'manage-members').allowed;
        return listApiKeys(tx, organizationId, seesAll ? null : personId, wish);
      });
      return c.json(
        presentPage(rows, wish.limit, ({ key, owner }) => presentKey(key, presentPerson(owner))),
        200,
      );
    })
    .openapi(postRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id: organizationId } = c.req.valid('param');
      const { name, scopes, expiresAt } = c.req.valid('json');
      const made = await makeApiKey(services, {
        organizationId,
        personId: person.id,
        name,
        scopes,
        expiresAt,
        address: c.get('clientAddress'),
      });
      c.header('Cache-Control', 'no-store');
      return c.json({ ...presentKey(made.row, presentPerson(person)), key: made.key }, 201);
    })
    .openapi(deleteRoute, async (c) => {
      const { id: organizationId, keyId } = c.req.valid('param');
      await revokeApiKey(services, {
        organizationId,
        personId: sessionOf(c).person.id,
        keyId,
        address: c.get('clientAddress'),
      });
      return c.body(null, 204);
    });
}

function presentKey(row: ApiKeyRow, owner: PersonRef): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    owner,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
