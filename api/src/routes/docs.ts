// The interactive documentation: Swagger UI from the package's own files and /openapi.json, nothing from elsewhere.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { ApiEnv } from '../services.ts';

const require = createRequire(import.meta.url);
const { version } = require('swagger-ui-dist/package.json') as { version: string };

/** The package's files that the page needs; the rest of it is not ours to serve. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** GET /docs and its assets, whose address carries their version. */
export function docsRoutes() {
  const files = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const fileOf = (name: string) => {
    const file =
      files.get(name) ??
      readFile(require.resolve(`swagger-ui-dist/${name}`)).then((bytes) => new Uint8Array(bytes));
    files.set(name, file);
    return file;
  };
  return new Hono<ApiEnv>()
    .get('/docs', (c) => {
      const nonce = c.get('secureHeadersNonce') ?? '';
      c.header('Cache-Control', 'no-store');
      return c.html(html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hamnevis API</title>
<link rel="icon" type="image/png" href="/docs/${version}/favicon-32x32.png">
<link rel="stylesheet" href="/docs/${version}/swagger-ui.css">
<style nonce="${nonce}">body { margin: 0; }</style>
</head>
<body>
<div id="docs"></div>
<noscript><a href="/openapi.json">openapi.json</a></noscript>
<script nonce="${nonce}" src="/docs/${version}/swagger-ui-bundle.js"></script>
<script nonce="${nonce}">${raw(START)}</script>
</body>
</html>`);
    })
    .get('/docs/', (c) => c.redirect('/docs', 301))
    .get('/docs/:version/:name', async (c) => {
      const { name, version: asked } = c.req.param();
      const type = Object.hasOwn(ASSETS, name) && asked === version ? ASSETS[name] : undefined;
      if (!type) throw new Problem('not-found');
      return c.body(await fileOf(name), 200, {
        'Content-Type': type,
        'Cache-Control': 'public, max-age=31536000, immutable',
      });
    });
}

/** Without the validator's badge, which would send the address of this server to its makers. */
const START = `
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  filter: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;
