import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildApi, type TestApi } from '../testing/build-api.ts';
import { Examples } from './open-api-examples.ts';

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

test('every route shows an example of its body and of its answer, and each of them keeps the contract', async () => {
  const { paths } = (await api.request('GET', '/openapi.json')).body;
  const wrong: unknown[] = [];
  let shown = 0;
  for (const definition of api.app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { method, path, request, responses } = definition.route;
    const told = paths[path][method];
    const parts: [about: string, media: unknown, toldMedia: unknown][] = [
      ['body', mediaOf(request?.body), mediaOf(told.requestBody)],
      ...Object.keys(responses)
        .filter((status) => status < '300')
        .map((status): [string, unknown, unknown] => [
          status,
          mediaOf(responses[status]),
          mediaOf(told.responses[status]),
        ]),
    ];
    for (const [about, media, toldMedia] of parts) {
      const schema = (media as { schema?: z.ZodType } | undefined)?.schema;
      if (!schema) continue;
      shown += 1;
      const { example } = toldMedia as { example?: unknown };
      const parsed = schema.safeParse(example);
      if (!parsed.success) wrong.push([method, path, about, parsed.error.issues]);
    }
  }
  expect(wrong).toEqual([]);
  expect(shown).toBeGreaterThan(90);
});

function mediaOf(part: unknown): unknown {
  return (part as { content?: Record<string, unknown> } | undefined)?.content?.['application/json'];
}

test('a field of which nothing is known stops the document', () => {
  const examples = new Examples({ Thing: { type: 'object', properties: { zorp: { type: 'string' } } } });
  expect(() => examples.of({ $ref: '#/components/schemas/Thing' }, 'get /things 200', false)).toThrow(
    'get /things 200.zorp',
  );
});
