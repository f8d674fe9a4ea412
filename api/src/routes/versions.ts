import { page, pageQuery } from '@hamnevis/core/contract/shared';
import {
  restored,
  restoreRequest,
  undoRestoreRequest,
  version,
  versionCreate,
  versionDetail,
} from '@hamnevis/core/contract/versions';
import { articleOf } from '@hamnevis/core/document/yjs';
import { readIn } from '@hamnevis/db/queries/transact';
import { documentAt, findVersion, listVersions, sealVersion } from '@hamnevis/db/queries/versions';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { nameVersion } from '../commands/name-version.ts';
import { restoreVersion } from '../commands/restore-version.ts';
import { undoRestore } from '../commands/undo-restore.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentVersion, presentVersions } from '../presenters/versions.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideDocument, documentOf, found } from './found.ts';
import { body, idParams, json, problems, readAnswers, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/versions',
  tags: ['versions'],
  summary: 'The versions of a document, the newest first',
  ...signedIn,
  request: {
    params: idParams,
    query: pageQuery.extend({
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .optional()
        .meta({ description: 'Number of the last version given' }),
    }),
  },
  responses: { 200: json(page(version), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const postRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/versions',
  tags: ['versions'],
  summary: 'Name the text as it is now',
  ...signedIn,
  request: { params: idParams, body: body(versionCreate) },
  responses: {
    201: json(version, 'Named'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', 'invalid'),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/versions/{id}',
  tags: ['versions'],
  summary: 'A version with its text',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(versionDetail, 'The version', 'history-broken'),
});

const restoreRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/restore',
  tags: ['versions'],
  summary: 'Bring a version back, or one block of it, by a forward edit',
  ...signedIn,
  request: { params: idParams, body: body(restoreRequest) },
  responses: {
    200: json(restored, 'Restored'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'invalid',
      'history-broken',
    ),
  },
});

const undoRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/restore/undo',
  tags: ['versions'],
  summary: 'Take a restore back; what was written since stays',
  ...signedIn,
  request: { params: idParams, body: body(undoRestoreRequest) },
  responses: {
    200: json(restored, 'Taken back'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'invalid',
      'history-broken',
    ),
  },
});

export function versionRoutes(services: ApiServices) {
  const { database } = services;
  const versionOf = (id: string, personId: string) =>
    readIn(database, { of: 'version', id, personId }, async (tx) =>
      found(await findVersion(tx, id, personId)),
    );
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const { cursor, limit } = c.req.valid('query');
      const rows = await besideDocument(database, id, personId, (tx) =>
        listVersions(tx, id, { cursor, limit }),
      );
      const items = await presentVersions(database.queries, rows.slice(0, limit));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return c.json({ items, nextCursor: last ? String(last.number) : null }, 200);
    })
    .openapi(postRoute, async (c) => {
      const { person } = sessionOf(c);
      const { name, note } = c.req.valid('json');
      const made = await nameVersion(services, c.req.valid('param').id, person.id, {
        name,
        note: note || null,
      });
      return c.json(await presentVersion(database.queries, { version: made, createdBy: person }), 201);
    })
    .openapi(getRoute, async (c) => {
      const one = await versionOf(c.req.valid('param').id, sessionOf(c).person.id);
      const { documentId, sequence, title, status, kind } = one.version;
      // The program died between an approval and its hash, and the sweep has not come by yet.
      if (kind === 'approval') one.version.sealSha256 ??= await sealVersion(database, one.version);
      const content: Record<string, unknown> = {
        ...articleOf(await documentAt(database, documentId, sequence)),
      };
      return c.json({ ...(await presentVersion(database.queries, one)), title, status, content }, 200);
    })
    .openapi(restoreRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      const { language } = (await documentOf(database, id, person.id)).document;
      const { versionId, block } = c.req.valid('json');
      const one = await versionOf(versionId, person.id);
      // A version of another document, even of one's own organization, is not one of this document's.
      const own = found(one.version.documentId === id ? one : undefined);
      const wish = { version: own.version, personId: person.id, language, block };
      return c.json(await restoreVersion(services, wish), 200);
    })
    .openapi(undoRoute, async (c) => {
      const personId = sessionOf(c).person.id;
      const place = await documentOf(database, c.req.valid('param').id, personId);
      const { sequence } = c.req.valid('json');
      return c.json(await undoRestore(services, { found: place, personId, sequence }), 200);
    });
}
