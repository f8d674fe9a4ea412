import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImageFetcher } from '../fetching/fetch-image.ts';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';

/** A real PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let api: TestApi;
let team: Team;
let documentId: string;
let site: http.Server;
let siteUrl: string;
/** What the site was asked for. */
const asked: string[] = [];
beforeAll(async () => {
  site = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/held') return;
    if (request.url === '/large.png') response.end(Buffer.concat([PNG, Buffer.alloc(1024 * 1024)]));
    else if (request.url === '/page') response.end('<html>');
    else response.end(PNG);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  siteUrl = `http://127.0.0.1:${port}`;
  api = await buildApi(
    { MAX_FILE_SIZE_MB: '1', FETCHED_IMAGES_PER_MINUTE: '12' },
    undefined,
    {},
    {},
    {
      imageFetcher: createImageFetcher({
        mayAlsoReach: (address, at) => address === '127.0.0.1' && at === port,
      }),
    },
  );
  team = await buildTeam(api, 'desk');
  documentId = await buildDocument(api, team);
});
afterAll(async () => {
  site?.closeAllConnections();
  site?.close();
  await api?.drop();
});

const fetchImage = (url: unknown, token = team.people.writer.token) =>
  api.request('POST', `/api/v1/documents/${documentId}/fetched-images`, { token, body: { url } });

test('an image of another site is kept as an upload is, and the audit says from where', async () => {
  const { status, body, headers } = await fetchImage(
    `${siteUrl}/%D8%A7%DB%8C%D8%B3%D8%AA%DA%AF%D8%A7%D9%87.jpeg?w=2`,
  );
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({
      name: 'ایستگاه.png',
      mediaType: 'image/png',
      isImage: true,
      sizeBytes: PNG.length,
    }),
  ]);
  expect(headers.get('Location')).toBe(body.url);
  const answer = await api.app.request(body.url, {
    headers: { Authorization: `Bearer ${team.people.viewer.token}` },
  });
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
  const [event] = await rowsOf(api.database, `select detail from audit_events where action = 'file.fetch'`);
  expect(event?.detail).toMatchObject({ file: body.id, from: expect.stringContaining(siteUrl) });
});

test('what is not in the public network, no image, or too large is refused by its kind, and nothing is kept', async () => {
  const kept = () => readdirSync(join(api.settings.DATA_DIR, 'files'), { recursive: true }).length;
  const before = kept();
  const refusals: [string, number, string][] = [
    ['http://169.254.169.254/latest/meta-data/', 422, 'address-forbidden'],
    ['http://localhost:1/picture.png', 422, 'address-forbidden'],
    [`${siteUrl}/page`, 422, 'no-image-there'],
    [`${siteUrl}/large.png`, 413, 'too-large'],
    ['file:///etc/passwd', 422, 'invalid'],
    ['javascript:alert(1)', 422, 'invalid'],
    [`http://example.org/${'a'.repeat(2_048)}`, 422, 'invalid'],
  ];
  for (const [url, status, slug] of refusals) {
    const answer = await fetchImage(url);
    expect([url, answer.status, answer.body.type]).toEqual([url, status, `/problems/${slug}`]);
  }
  expect(kept()).toBe(before);
});

test('viewers have nothing fetched, nor has anybody for a text that may not be changed', async () => {
  const before = asked.length;
  expect((await fetchImage(`${siteUrl}/a.png`, team.people.viewer.token)).status).toBe(403);
  const sealed = await buildDocument(api, team);
  const { token } = team.people.editor;
  for (const to of ['review', 'approved'])
    await api.request('POST', `/api/v1/documents/${sealed}/transitions`, { token, body: { to } });
  const answer = await api.request('POST', `/api/v1/documents/${sealed}/fetched-images`, {
    token,
    body: { url: `${siteUrl}/a.png` },
  });
  expect([answer.status, answer.body.type]).toEqual([409, '/problems/status-forbids']);
  expect(asked.length).toBe(before);
});

test('a wish that is taken back lets the other site go, and keeps nothing', async () => {
  const wish = new AbortController();
  const answer = Promise.resolve(
    api.app.request(`/api/v1/documents/${documentId}/fetched-images`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${team.people.writer.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: `${siteUrl}/held` }),
      signal: wish.signal,
    }),
  );
  await expect.poll(() => asked.includes('/held')).toBe(true);
  wish.abort();
  expect((await answer).status).toBe(422);
});

test('one person has so many fetched in a minute; a colleague goes on', async () => {
  const before = asked.length;
  let last = await fetchImage(`${siteUrl}/a.png`);
  for (let times = 0; last.status === 201 && times < 20; times += 1)
    last = await fetchImage(`${siteUrl}/a.png`);
  expect([last.status, last.body.type]).toEqual([429, '/problems/too-many-requests']);
  expect(Number(last.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(asked.length - before).toBeLessThanOrEqual(12);
  expect((await fetchImage(`${siteUrl}/a.png`, team.people.editor.token)).status).toBe(201);
});

test('switched off, nothing is fetched, and whoever opens a document is told so', async () => {
  const off = await buildApi({ FETCH_IMAGES: 'off' });
  try {
    const others = await buildTeam(off, 'others');
    const id = await buildDocument(off, others);
    const { token } = others.people.writer;
    const answer = await off.request('POST', `/api/v1/documents/${id}/fetched-images`, {
      token,
      body: { url: `${siteUrl}/a.png` },
    });
    expect([answer.status, answer.body.type]).toEqual([503, '/problems/not-configured']);
    const ticket = await off.request('POST', `/api/v1/documents/${id}/collab-ticket`, {
      token,
      body: { schemaVersion: 99 },
    });
    expect(ticket.body.fetchesImages).toBe(false);
  } finally {
    await off.drop();
  }
});
