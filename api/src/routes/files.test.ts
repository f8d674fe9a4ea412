import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buildApi,
  buildDocument,
  buildPerson,
  buildTeam,
  type Team,
  type TestApi,
} from '../testing/build-api.ts';

/** A real PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let api: TestApi;
let team: Team;
let documentId: string;
beforeAll(async () => {
  api = await buildApi({ MAX_FILE_SIZE_MB: '1' });
  team = await buildTeam(api, 'desk');
  documentId = await buildDocument(api, team);
});
afterAll(() => api.drop());

async function upload(
  name: string,
  bytes: Uint8Array<ArrayBuffer> | string,
  token = team.people.writer.token,
) {
  const form = new FormData();
  form.set('file', new File([bytes], name, { type: 'image/png' }));
  const answer = await api.app.request(`/api/v1/documents/${documentId}/files`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  return { status: answer.status, body: await answer.json() };
}

const get = (url: string, token: string, headers: Record<string, string> = {}) =>
  api.app.request(url, { headers: { Authorization: `Bearer ${token}`, ...headers } });

test('an image is kept, answered with what its bytes are, and shown to members to the byte', async () => {
  const { status, body } = await upload('قطار ۱۳۰۶.png', PNG);
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({
      name: 'قطار ۱۳۰۶.png',
      mediaType: 'image/png',
      sizeBytes: PNG.length,
      isImage: true,
    }),
  ]);
  const answer = await get(body.url, team.people.viewer.token);
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
  expect(answer.headers.get('Content-Type')).toBe('image/png');
  expect(answer.headers.get('Content-Disposition')).toBe(
    `inline; filename*=UTF-8''${encodeURIComponent('قطار ۱۳۰۶.png')}`,
  );
  expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(answer.headers.get('Cache-Control')).toMatch(/^private/);
  const again = await get(body.url, team.people.viewer.token, {
    'If-None-Match': answer.headers.get('ETag') ?? '',
  });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test.each([
  ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['picture.png', '<html><script>alert(1)</script></html>'],
  ['page.html', '<!doctype html><script>alert(1)</script>'],
])('%s is never shown in a page, whatever it calls itself', async (name, content) => {
  const { body } = await upload(name, content);
  expect(body.isImage).toBe(false);
  const answer = await get(body.url, team.people.writer.token);
  expect(answer.headers.get('Content-Type')).toBe('application/octet-stream');
  expect(answer.headers.get('Content-Disposition')).toMatch(/^attachment;/);
});

test('a name is one line without a path and without marks that turn its direction', async () => {
  const { body } = await upload('../../etc/re\u202efdp.exe\n', PNG);
  expect(body.name).toBe('....etcrefdp.exe');
});

test('those outside, former members too, find nothing; a viewer uploads nothing', async () => {
  const { body } = await upload('a.png', PNG);
  const stranger = await buildPerson(api);
  const others = await buildTeam(api, 'others');
  for (const token of [stranger.token, others.people.admin.token])
    expect((await get(body.url, token)).status).toBe(404);
  expect((await api.app.request(body.url)).status).toBe(401);
  expect((await upload('a.png', PNG, team.people.viewer.token)).status).toBe(403);
});

test('more than the limit is refused, and nothing of it is kept', async () => {
  const kept = () => readdirSync(join(api.settings.DATA_DIR, 'files'), { recursive: true }).length;
  const before = kept();
  const large = new Uint8Array(1024 * 1024 + 70 * 1024);
  const refused = await upload('large.bin', large);
  expect([refused.status, refused.body.type]).toEqual([413, '/problems/too-large']);
  expect(kept()).toBe(before);
  expect((await upload('large.bin', new Uint8Array(900 * 1024))).status).toBe(201);
});

test('a body that is no form, and a form without a file, are refused', async () => {
  const path = `/api/v1/documents/${documentId}/files`;
  const { token } = team.people.writer;
  expect((await api.request('POST', path, { token, body: {} })).status).toBe(415);
  const empty = new FormData();
  empty.set('other', 'x');
  const answer = await api.app.request(path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: empty,
  });
  expect(answer.status).toBe(400);
});

test('a bomb in a picture is kept as bytes and never unpacked', async () => {
  const bomb = Buffer.concat([PNG.subarray(0, 33), deflateSync(Buffer.alloc(5_000_000))]);
  expect((await upload('bomb.png', bomb)).status).toBe(201);
});
