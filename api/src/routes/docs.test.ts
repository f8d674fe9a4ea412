import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildApi();
});
afterAll(() => api.drop());

const read = (path: string) => api.request('GET', path);
const assetsOf = (page: string) =>
  [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');

test('the page names nothing but its own server, and every file that it names is there', async () => {
  const page = await read('/docs');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  expect(page.body).not.toMatch(/https?:\/\/|src="\/\/|href="\/\//);
  const assets = assetsOf(page.body);
  expect(assets.map((path) => path.split('/').at(-1))).toEqual([
    'favicon-32x32.png',
    'swagger-ui.css',
    'openapi.json',
    'swagger-ui-bundle.js',
  ]);
  for (const path of assets) expect([path, (await read(path)).status]).toEqual([path, 200]);
  expect(page.body).toContain("url: '/openapi.json'");
});

test('every script and style sheet in the page carries this answer’s nonce, and the next answer has another', async () => {
  const page = await read('/docs');
  const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(
    page.headers.get('content-security-policy') ?? '',
  )?.[1];
  expect(nonce).toMatch(/^\S{16,}$/);
  const inline = [...page.body.matchAll(/<(?:script|style)\b([^>]*)>/g)];
  expect(inline).toHaveLength(3);
  for (const [, attributes] of inline) expect(attributes).toContain(`nonce="${nonce}"`);
  expect((await read('/docs')).body).not.toContain(nonce);
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('assets keep for ever under their version; no other file of the package is served', async () => {
  const [css = ''] = assetsOf((await read('/docs')).body).filter((path) => path.endsWith('.css'));
  const answer = await read(css);
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.body).toContain('.swagger-ui');
  const folder = css.slice(0, css.lastIndexOf('/'));
  for (const path of [
    `${folder}/package.json`,
    `${folder}/swagger-ui-bundle.js.map`,
    `${folder}/..%2f..%2fpackage.json`,
    `${folder}/constructor`,
    '/docs/0.0.0/swagger-ui.css',
    '/docs/nothing',
  ]) {
    const absent = await read(path);
    expect([path, absent.status, absent.body.type]).toEqual([path, 404, '/problems/not-found']);
  }
});

test('the address with a slash leads to the one without', async () => {
  const moved = await read('/docs/');
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/docs']);
});
