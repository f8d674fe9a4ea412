import type { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import type { ApiEnv } from '../services.ts';

/** The OpenAPI 3.1 document of everything that `app` serves from the contract. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Hamnevis',
      version: '1',
      description:
        'The HTTP API of Hamnevis. Errors are `application/problem+json` (RFC 9457); what does not belong to an ' +
        'organization of yours does not exist (404). Browsers sign in with a cookie, programs with a bearer token.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
  });
}

/** GET /openapi.json */
export function openApiRoutes(app: OpenAPIHono<ApiEnv>) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'hamnevis-session',
    description: 'Set by signing in; `__Host-hamnevis-session` on https',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  let document: ReturnType<typeof openApiDocument> | undefined;
  return new Hono<ApiEnv>().get('/openapi.json', (c) => {
    document ??= openApiDocument(app);
    return c.json(document);
  });
}
