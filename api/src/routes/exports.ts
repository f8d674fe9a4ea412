import { exportLink, personExport } from '@hamnevis/core/contract/exports';
import { page } from '@hamnevis/core/contract/shared';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  askForExport,
  EXPORT_LINK_MS,
  findExport,
  findLinkedExport,
  linkExport,
  listExports,
  type PersonExportRow,
  readExportPart,
} from '@hamnevis/db/queries/person-exports';
import { transact } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { addJob } from '../commands/add-job.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/me/exports',
  tags: ['people'],
  summary: 'Exports of everything about you',
  ...signedIn,
  responses: {
    200: json(page(personExport), 'The last ones, the newest first'),
    ...problems('unauthenticated'),
  },
});

const askRoute = createRoute({
  method: 'post',
  path: '/me/exports',
  tags: ['people'],
  summary: 'Ask for an export of everything about you and what you wrote',
  description:
    'A zip that is made in the background and kept for a day. While one is being made it is answered again.',
  ...signedIn,
  responses: { 202: json(personExport, 'It is being made'), ...problems('unauthenticated') },
});

const getRoute = createRoute({
  method: 'get',
  path: '/me/exports/{id}',
  tags: ['people'],
  summary: 'How far an export is',
  ...signedIn,
  request: { params: idParams },
  responses: { 200: json(personExport, 'The export'), ...problems('unauthenticated', 'not-found') },
});

const linkRoute = createRoute({
  method: 'post',
  path: '/me/exports/{id}/link',
  tags: ['people'],
  summary: 'An address that gives the zip to whoever has it, for five minutes; the one before is dead',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(exportLink, 'The link'),
    ...problems('unauthenticated', 'not-found', 'conflict'),
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/exports/{secret}',
  tags: ['people'],
  summary: 'The zip that a link leads to',
  security: [],
  request: { params: z.object({ secret: z.string().min(1).max(200) }) },
  responses: {
    200: {
      description: 'The zip',
      content: { 'application/zip': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...problems('not-found'),
  },
});

export function exportRoutes(services: ApiServices) {
  const { database, now } = services;
  const { queries } = database;
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const rows = await listExports(queries, sessionOf(c).person.id);
      return c.json({ items: rows.map((row) => presentExport(row, now())), nextCursor: null }, 200);
    })
    .openapi(askRoute, async (c) => {
      const { personId, address } = actorOf(c);
      const row = await transact(database, null, async (tx) => {
        const asked = await askForExport(tx, personId, now());
        await recordAudit(tx, {
          actorId: personId,
          action: 'person.export',
          subjectKind: 'person',
          subjectId: personId,
          detail: { exportId: asked.id },
          ip: address || null,
        });
        return asked;
      });
      await addJob(services, 'person-exports', row.id, { exportId: row.id });
      return c.json(presentExport(row, now()), 202);
    })
    .openapi(getRoute, async (c) => {
      const row = found(await findExport(queries, sessionOf(c).person.id, c.req.valid('param').id));
      return c.json(presentExport(row, now()), 200);
    })
    .openapi(linkRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      found(await findExport(queries, personId, id));
      const secret = await linkExport(queries, personId, id, now());
      if (!secret) throw new Problem('conflict', { detail: 'it is not ready, or its time is over' });
      c.header('Cache-Control', 'no-store');
      return c.json({ url: `/api/v1/exports/${secret}`, expiresInSeconds: EXPORT_LINK_MS / 1000 }, 200);
    })
    .openapi(readRoute, async (c) => {
      const row = found(await findLinkedExport(queries, c.req.valid('param').secret, now()));
      let part = 0;
      const zip = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const bytes = await readExportPart(queries, row.id, part);
          part += 1;
          if (bytes) controller.enqueue(bytes);
          else controller.close();
        },
      });
      return c.body(zip, 200, {
        'Content-Type': 'application/zip',
        'Content-Disposition': 'attachment; filename="hamnevis-export.zip"',
        'Cache-Control': 'no-store',
      }) as never;
    });
}

function presentExport(row: PersonExportRow, now: Date) {
  const isOver = row.expiresAt !== null && row.expiresAt <= now;
  return {
    id: row.id,
    status: isOver ? ('expired' as const) : row.status,
    progress: row.progress,
    sizeBytes: row.sizeBytes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
