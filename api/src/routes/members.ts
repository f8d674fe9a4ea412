import type { Role } from '@hamnevis/core/access/roles';
import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { member, memberPatch } from '@hamnevis/core/contract/organizations';
import { id, page, pageQuery } from '@hamnevis/core/contract/shared';
import { findMember, listMembers } from '@hamnevis/db/queries/members';
import type { PersonRow } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { changeRole } from '../commands/change-role.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentPerson } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { asMember, found, membershipOf } from './found.ts';
import { body, cursorQuery, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/organizations/{id}/members',
  tags: ['organizations'],
  summary: 'The members of an organization; numbers and addresses are shown to admins',
  ...signedIn,
  request: { params: idParams, query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(member), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/organizations/{id}/members/{personId}',
  tags: ['organizations'],
  summary: 'Give a member another role',
  ...signedIn,
  request: { params: z.object({ id, personId: id }), body: body(memberPatch) },
  responses: {
    200: json(member, 'Changed'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'conflict', 'invalid'),
  },
});

export function memberRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id: organizationId } = c.req.valid('param');
      const { cursor, limit } = c.req.valid('query');
      const { rows, role } = await asMember(
        database,
        organizationId,
        sessionOf(c).person.id,
        async (tx, me) => ({
          rows: await listMembers(tx, organizationId, { cursor, limit }),
          role: me.role,
        }),
      );
      const showsContacts = judgeOrganizationAction(role, 'manage-members').allowed;
      const items = rows.slice(0, limit).map((row) => presentMember(row, showsContacts));
      const nextCursor = rows.length > limit ? (items.at(-1)?.person.id ?? null) : null;
      return c.json({ items, nextCursor }, 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      const actorId = sessionOf(c).person.id;
      await membershipOf(database, organizationId, actorId);
      await changeRole(services, {
        organizationId,
        actorId,
        personId,
        role: c.req.valid('json').role,
        address: c.get('clientAddress'),
      });
      const changed = await transact(database, { organizationId }, async (tx) =>
        found(await findMember(tx, organizationId, personId)),
      );
      return c.json(presentMember(changed, true), 200);
    });
}

function presentMember(row: { person: PersonRow; role: Role; joinedAt: Date }, showsContacts: boolean) {
  return {
    person: presentPerson(row.person),
    phone: showsContacts ? row.person.phone : null,
    email: showsContacts ? row.person.email : null,
    role: row.role,
    joinedAt: row.joinedAt.toISOString(),
  };
}
