import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { member, memberPatch } from '@hamnevis/core/contract/organizations';
import { id, page, pageQuery } from '@hamnevis/core/contract/shared';
import { findMember, listMembers } from '@hamnevis/db/queries/members';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { changeMember, removeMember } from '../commands/change-member.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { ifMatchHeaders, memberEtag } from '../presenters/etag.ts';
import { presentMember } from '../presenters/organizations.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember, found, membershipOf } from './found.ts';
import {
  body,
  changedAnswers,
  cursorQuery,
  goneAnswers,
  idParams,
  json,
  problems,
  signedIn,
} from './route-parts.ts';

const memberParams = z.object({ id, personId: id });

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/members',
  tags: ['organizations'],
  summary: 'The members of an organization',
  description: 'Numbers, addresses and suspended members are shown to admins.',
  ...signedIn,
  request: { params: idParams, query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(member), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/organizations/{id}/members/{personId}',
  tags: ['organizations'],
  summary: 'Give a member another role, suspend them, or take that back',
  description:
    'Open sockets of the member follow at once, on every node. The last active admin can be neither demoted nor suspended.',
  ...signedIn,
  request: { params: memberParams, headers: ifMatchHeaders, body: body(memberPatch) },
  responses: changedAnswers(member, 'last-admin'),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/organizations/{id}/members/{personId}',
  tags: ['organizations'],
  summary: 'Take a member out; anybody may take out themselves',
  ...signedIn,
  request: { params: memberParams },
  responses: goneAnswers('A member no more', 'last-admin'),
});

export function memberRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id: organizationId } = c.req.valid('param');
      const { cursor, limit } = c.req.valid('query');
      const { rows, manages } = await asMember(
        database,
        organizationId,
        sessionOf(c).person.id,
        async (tx, { role }) => {
          const manages = judgeOrganizationAction(role, 'manage-members').allowed;
          return {
            rows: await listMembers(tx, organizationId, { cursor, limit, suspended: manages }),
            manages,
          };
        },
      );
      const items = rows.slice(0, limit).map((row) => presentMember(row, manages));
      const nextCursor = rows.length > limit ? (items.at(-1)?.person.id ?? null) : null;
      return c.json({ items, nextCursor }, 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      const { personId: actorId, address } = actorOf(c);
      await membershipOf(database, organizationId, actorId);
      const who = { organizationId, actorId, personId, address };
      await changeMember(services, who, c.req.valid('json'), c.req.valid('header')['if-match']);
      const changed = await transact(database, { organizationId }, async (tx) =>
        found(await findMember(tx, organizationId, personId)),
      );
      c.header('ETag', memberEtag(changed));
      return c.json(presentMember(changed, true), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      const { personId: actorId, address } = actorOf(c);
      await removeMember(services, { organizationId, actorId, personId, address });
      return c.body(null, 204);
    });
}
