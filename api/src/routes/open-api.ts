import { problemBody } from '@hamnevis/core/contract/shared';
import { PROBLEMS, type ProblemSlug } from '@hamnevis/core/problems/catalogue';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import type { ApiEnv } from '../services.ts';
import { Examples } from './open-api-examples.ts';

/** What any request may be answered, before a route or behind it. */
const OF_EVERY_ROUTE: readonly ProblemSlug[] = ['too-large', 'too-many-requests', 'internal', 'unavailable'];
/** Cookies are only taken from our own pages, keys only where they are allowed. */
const OF_SIGNED_IN: readonly ProblemSlug[] = ['unauthenticated', 'origin-forbidden', 'key-forbids'];
const OF_BODIES: readonly ProblemSlug[] = [
  'malformed',
  'unsupported-media-type',
  'invalid',
  'origin-forbidden',
];
const OF_KEYED: readonly ProblemSlug[] = [
  'idempotency-mismatch',
  'idempotency-open',
  'idempotency-answer-lost',
  'invalid',
];
/** An id that can be none is one that never was. */
const OF_IDS: readonly ProblemSlug[] = ['not-found'];

interface Operation {
  security?: unknown[];
  requestBody?: { content?: Content };
  parameters?: { in: string }[];
  responses?: Record<string, { description?: string; content?: Content }>;
}

type Content = Record<string, { schema?: unknown; example?: unknown }>;

/** The OpenAPI 3.1 document of everything that `app` serves from the contract. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const document = app.getOpenAPI31Document({
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
  for (const [address, path] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      if (!operation.responses) continue;
      if (isKeyed(address, method, operation)) {
        operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
        addProblems(operation.responses, OF_KEYED);
      }
      addProblems(operation.responses, [
        ...OF_EVERY_ROUTE,
        ...(operation.security?.length ? OF_SIGNED_IN : []),
        ...(operation.requestBody ? OF_BODIES : []),
        ...(operation.parameters?.some((parameter) => parameter.in === 'path') ? OF_IDS : []),
        ...(operation.parameters?.some((parameter) => parameter.in !== 'path') ? (['invalid'] as const) : []),
      ]);
    }
  }
  mendNullable(document);
  addExamples(document);
  return document;
}

/** The header that the middleware takes on these, told once for all. */
const IDEMPOTENCY_KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  required: false,
  description:
    'One to 200 visible characters of your own making. The same request under the same key is done once within a day, ' +
    'and answered again as it was, with `Idempotency-Replayed: true`',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
  example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
};

function isKeyed(address: string, method: string, operation: Operation): boolean {
  return method === 'post' && Boolean(operation.security?.length) && !address.startsWith('/api/v1/auth/');
}

/** Every body and every answer of JSON shows itself once. */
function addExamples(document: { paths?: object; components?: { schemas?: object } }): void {
  const examples = new Examples({ ...document.components?.schemas });
  const fill = (content: Content | undefined, about: string, isAsked: boolean) => {
    for (const [type, media] of Object.entries(content ?? {})) {
      if (!type.endsWith('json') || media.example !== undefined) continue;
      media.example = examples.of(media.schema, about, isAsked);
    }
  };
  for (const [address, path] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      fill(operation.requestBody?.content, `${method} ${address}`, true);
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (status < '300') fill(response.content, `${method} ${address} ${status}`, false);
      }
    }
  }
}

/** The generator writes `allOf` a reference and null, which nothing can be both of. */
function mendNullable(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const { allOf } = part as { allOf?: { $ref?: string; type?: unknown }[] };
  const [reference, rest] = allOf ?? [];
  if (reference?.$ref && Array.isArray(rest?.type) && rest.type.includes('null')) {
    const schema = part as { allOf?: unknown; anyOf?: unknown };
    delete schema.allOf;
    schema.anyOf = [reference, { type: 'null' }];
  }
  for (const value of Object.values(part)) mendNullable(value);
}

/** Puts problems beside those that a route names itself, by status. */
function addProblems(responses: NonNullable<Operation['responses']>, slugs: readonly ProblemSlug[]): void {
  for (const slug of slugs) {
    const { status, title } = PROBLEMS[slug];
    const said = `\`${slug}\`: ${title}`;
    const known = responses[status];
    if (known?.description?.includes(`\`${slug}\``)) continue;
    responses[status] = known
      ? { ...known, description: `${known.description}; ${said}` }
      : ({
          description: said,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        } as { description: string });
  }
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
  app.openAPIRegistry.register('Problem', problemBody);
  let document: ReturnType<typeof openApiDocument> | undefined;
  return new Hono<ApiEnv>().get('/openapi.json', (c) => {
    document ??= openApiDocument(app);
    return c.json(document);
  });
}
