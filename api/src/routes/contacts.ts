import { me, otpRequested } from '@hamnevis/core/contract/auth';
import {
  contactCodeRequest,
  contactConfirm,
  contactPatch,
  contactReplace,
  contact as contactSchema,
  mergeRequest,
} from '@hamnevis/core/contract/contacts';
import { id, page } from '@hamnevis/core/contract/shared';
import { type ContactRow, listContacts } from '@hamnevis/db/queries/contacts';
import { findPerson, type PersonRow } from '@hamnevis/db/queries/people';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { addContact } from '../commands/add-contact.ts';
import { makeContactShown, removeContact } from '../commands/change-contacts.ts';
import type { Confirmation } from '../commands/check-code.ts';
import { mergeIdentities } from '../commands/merge-identities.ts';
import { readContact } from '../commands/read-contact.ts';
import { replaceContact } from '../commands/replace-contact.ts';
import { requestCode } from '../commands/request-code.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentMe } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/me/contacts',
  tags: ['people'],
  summary: 'The numbers and addresses by which you sign in',
  ...signedIn,
  responses: { 200: json(page(contactSchema), 'All of them'), ...problems('unauthenticated') },
});

const codeRoute = createRoute({
  method: 'post',
  path: '/me/contacts/codes',
  tags: ['people'],
  summary: 'Send a code to a number or address that is to become yours, or is',
  ...signedIn,
  request: { body: body(contactCodeRequest) },
  responses: {
    200: json(otpRequested, 'The code is on its way'),
    ...problems('malformed', 'unauthenticated', 'invalid', 'too-many-requests', 'code-not-sent'),
  },
});

const addRoute = createRoute({
  method: 'post',
  path: '/me/contacts',
  tags: ['people'],
  summary: 'Confirm a number or address by its code; from then on it signs you in',
  ...signedIn,
  request: { body: body(contactConfirm) },
  responses: {
    201: json(contactSchema, 'Yours'),
    ...problems('malformed', 'unauthenticated', 'wrong-code', 'contact-taken', 'invalid', 'sign-in-locked'),
  },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/me/contacts/{id}',
  tags: ['people'],
  summary: 'Make it the one of its kind that admins of your organizations see',
  ...signedIn,
  request: { params: idParams, body: body(contactPatch) },
  responses: {
    200: json(contactSchema, 'Shown'),
    ...problems('malformed', 'unauthenticated', 'not-found', 'invalid'),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/me/contacts/{id}',
  tags: ['people'],
  summary: 'Remove a number or address; the last one stays',
  ...signedIn,
  request: { params: idParams },
  responses: {
    204: { description: 'Removed' },
    ...problems('unauthenticated', 'not-found', 'last-contact'),
  },
});

const mergeRoute = createRoute({
  method: 'post',
  path: '/me/merge',
  tags: ['people'],
  summary: 'Make one person out of two identities of yours',
  description:
    'Both are confirmed by a code of `POST /me/contacts/codes`. You stay; the other’s memberships (the higher role ' +
    'of the two), texts, keys and contacts become yours, and its sessions end.',
  ...signedIn,
  request: { body: body(mergeRequest) },
  responses: {
    200: json(me, 'One person'),
    ...problems(
      'malformed',
      'unauthenticated',
      'wrong-code',
      'not-found',
      'conflict',
      'run-open',
      'invalid',
      'sign-in-locked',
    ),
  },
});

const replaceRoute = createRoute({
  method: 'post',
  path: '/organizations/{id}/members/{personId}/replace-contact',
  tags: ['organizations'],
  summary: 'Give a member who lost their number or address a new one',
  description:
    'It takes the place of all of its kind and is confirmed by the code of their next sign-in; their sessions end.',
  ...signedIn,
  request: { params: z.object({ id, personId: id }), body: body(contactReplace) },
  responses: {
    204: { description: 'Replaced' },
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'contact-taken',
      'person-elsewhere',
      'invalid',
    ),
  },
});

export function contactRoutes(services: ApiServices) {
  const { database } = services;
  const { queries } = database;
  const listOf = async (personId: string) => {
    const person = found(await findPerson(queries, personId));
    return (await listContacts(queries, personId)).map((row) => presentContact(row, person));
  };
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) =>
      c.json({ items: await listOf(sessionOf(c).person.id), nextCursor: null }, 200),
    )
    .openapi(codeRoute, async (c) => {
      const { person } = sessionOf(c);
      const contact = readContact(c.req.valid('json'));
      return c.json(
        await requestCode(services, contact, c.get('clientAddress'), { confirmedBy: person }),
        200,
      );
    })
    .openapi(addRoute, async (c) => {
      const { person } = sessionOf(c);
      const row = await addContact(
        services,
        person,
        confirmationOf(c.req.valid('json')),
        c.get('clientAddress'),
      );
      return c.json(presentContact(row, found(await findPerson(queries, person.id))), 201);
    })
    .openapi(patchRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id: contactId } = c.req.valid('param');
      await makeContactShown(services, { person, contactId, address: c.get('clientAddress') });
      return c.json(found((await listOf(person.id)).find((one) => one.id === contactId)), 200);
    })
    .openapi(deleteRoute, async (c) => {
      await removeContact(services, {
        person: sessionOf(c).person,
        contactId: c.req.valid('param').id,
        address: c.get('clientAddress'),
      });
      return c.body(null, 204);
    })
    .openapi(mergeRoute, async (c) => {
      const { person } = sessionOf(c);
      const wish = c.req.valid('json');
      await mergeIdentities(services, {
        personId: person.id,
        own: confirmationOf(wish.own),
        other: confirmationOf(wish.other),
        address: c.get('clientAddress'),
      });
      return c.json(await presentMe(queries, found(await findPerson(queries, person.id))), 200);
    })
    .openapi(replaceRoute, async (c) => {
      const { id: organizationId, personId } = c.req.valid('param');
      await replaceContact(services, {
        organizationId,
        personId,
        actorId: sessionOf(c).person.id,
        contact: readContact(c.req.valid('json')),
        address: c.get('clientAddress'),
      });
      return c.body(null, 204);
    });
}

function confirmationOf(given: {
  phone?: string | undefined;
  email?: string | undefined;
  code: string;
}): Confirmation {
  return { contact: readContact(given), code: given.code };
}

function presentContact(row: ContactRow, person: PersonRow) {
  return {
    id: row.id,
    channel: row.channel,
    address: row.address,
    shown: person[row.channel] === row.address,
    createdAt: row.createdAt.toISOString(),
  };
}
