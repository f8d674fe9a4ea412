import { imageToFetch, uploadedFile } from '@hamnevis/core/contract/files';
import { fileHref } from '@hamnevis/core/document/media';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { type FileRow, findFile } from '@hamnevis/db/queries/files';
import { readIn } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { allowDocumentAction } from '../commands/allow.ts';
import { fetchImage } from '../commands/fetch-image.ts';
import { storeFile } from '../commands/store-file.ts';
import { isShownImage } from '../files/media-type.ts';
import { plainName } from '../files/plain-name.ts';
import { sessionOf } from '../middleware/session.ts';
import { contentDisposition } from '../presenters/saved-as.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf, found } from './found.ts';
import { body, idParams, json, problems, signedIn } from './route-parts.ts';

/** Whoever lost access is refused from then on; until then a page is not asked for the same image twice. */
const FRESH_SECONDS = 300;

const postRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/files',
  tags: ['files'],
  summary: 'Upload an image or another file for a document (multipart, field `file`)',
  ...signedIn,
  request: { params: idParams },
  responses: {
    201: json(uploadedFile, 'Kept; the article names it by its id'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'too-large',
      'unsupported-media-type',
    ),
  },
});

const fetchRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/fetched-images',
  tags: ['files'],
  summary: 'Have an image of another site fetched for a document, because somebody wants it there',
  description:
    'Only from the public network, by http or https on their own ports; every redirect is looked at anew. What comes must be an image by its bytes, and no larger than an upload.',
  ...signedIn,
  request: { params: idParams, body: body(imageToFetch) },
  responses: {
    201: json(uploadedFile, 'Kept, as an upload is'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'too-large',
      'invalid',
      'address-forbidden',
      'no-image-there',
      'not-configured',
    ),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/files/{id}',
  tags: ['files'],
  summary: 'The bytes of a file; images to be shown, everything else to be saved',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: {
      description: 'The file',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    },
    304: { description: 'As the ETag says, nothing changed' },
    ...problems('unauthenticated', 'not-found'),
  },
});

export function fileRoutes(services: ApiServices) {
  const { database, fileStore } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(postRoute, async (c) => {
      const { person } = sessionOf(c);
      const document = await documentOf(database, c.req.valid('param').id, person.id);
      allowDocumentAction(document, person.id, 'edit');
      const row = await storeFile(services, document, person.id, await uploadOf(c));
      c.header('Location', fileHref(row.id));
      return c.json(presentFile(row), 201);
    })
    .openapi(fetchRoute, async (c) => {
      const { person } = sessionOf(c);
      const document = await documentOf(database, c.req.valid('param').id, person.id);
      allowDocumentAction(document, person.id, 'edit');
      const row = await fetchImage(services, document, person.id, {
        url: c.req.valid('json').url,
        // Whoever goes away, or takes the wish back, wants nothing fetched any more.
        signal: c.req.raw.signal,
      });
      c.header('Location', fileHref(row.id));
      return c.json(presentFile(row), 201);
    })
    .openapi(getRoute, async (c) => {
      const { person } = sessionOf(c);
      const { id } = c.req.valid('param');
      const row = found(
        await readIn(database, { of: 'file', id, personId: person.id }, (tx) => findFile(tx, id)),
      );
      const etag = `"${Buffer.from(row.sha256).toString('base64url')}"`;
      const headers = { ...headersOf(row), ETag: etag, 'Cache-Control': `private, max-age=${FRESH_SECONDS}` };
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
      const bytes = found((await fileStore.get(id)) ?? undefined);
      return c.body(bytes, 200, headers);
    });
}

async function uploadOf(c: Context<ApiEnv>): Promise<{ name: string; bytes: Uint8Array }> {
  if (!c.req.header('content-type')?.startsWith('multipart/form-data'))
    throw new Problem('unsupported-media-type', { detail: 'send multipart/form-data' });
  let form: FormData;
  try {
    form = await c.req.formData();
  } catch {
    throw new Problem('malformed', { detail: 'the form could not be read' });
  }
  const file = form.get('file');
  if (!(file instanceof File)) throw new Problem('malformed', { detail: 'the field file is missing' });
  return { name: plainName(file.name), bytes: new Uint8Array(await file.arrayBuffer()) };
}

function headersOf(row: FileRow): Record<string, string> {
  const shown = isShownImage(row.mediaType);
  return {
    'Content-Type': shown ? row.mediaType : 'application/octet-stream',
    'Content-Length': String(row.sizeBytes),
    'Content-Disposition': contentDisposition(shown ? 'inline' : 'attachment', row.name),
    'X-Content-Type-Options': 'nosniff',
  };
}

function presentFile(row: FileRow) {
  return {
    id: row.id,
    url: fileHref(row.id),
    name: row.name,
    mediaType: row.mediaType,
    sizeBytes: row.sizeBytes,
    isImage: isShownImage(row.mediaType),
  };
}
