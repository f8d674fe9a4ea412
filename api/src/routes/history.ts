import {
  authorship,
  authorshipQuery,
  diff,
  diffQuery,
  lostText,
  lostTextQuery,
} from '@hamnevis/core/contract/history';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { documentAt } from '@hamnevis/db/queries/versions';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { behindTheLog } from '../history/behind-the-log.ts';
import { compareMoments } from '../history/compare-moments.ts';
import { searchLostText } from '../history/search-lost-text.ts';
import { sessionOf } from '../middleware/session.ts';
import { nameAuthors } from '../presenters/authors.ts';
import { presentAuthorship } from '../presenters/authorship.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

/** A reader waits so long for authorship; what is left over is worked out by the next request, or the worker. */
const AUTHORSHIP_BUDGET_MS = 1500;

const authorshipRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/authorship',
  tags: ['history'],
  summary: 'Who wrote what: runs of text by author, and shares',
  ...signedIn,
  request: { params: idParams, query: authorshipQuery },
  responses: {
    200: json(authorship, 'The text block by block, with its authors'),
    ...problems('unauthenticated', 'not-found', 'invalid', 'history-broken', 'unavailable'),
  },
});

const diffRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/diff',
  tags: ['history'],
  summary: 'Two moments of a text compared, each change with its author',
  ...signedIn,
  request: { params: idParams, query: diffQuery },
  responses: {
    200: json(diff, 'What became of every block'),
    ...problems('unauthenticated', 'not-found', 'invalid', 'history-broken', 'unavailable'),
  },
});

const lostTextRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/lost-text',
  tags: ['history'],
  summary: 'Search what was written once and does not stand in the text any more',
  ...signedIn,
  request: { params: idParams, query: lostTextQuery },
  responses: {
    200: json(lostText, 'Pieces with their author and time'),
    ...problems('unauthenticated', 'not-found', 'invalid', 'history-broken', 'unavailable'),
  },
});

export function historyRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(authorshipRoute, async (c) => {
      const { document } = await documentOf(database, c.req.valid('param').id, sessionOf(c).person.id);
      const { at } = c.req.valid('query');
      const reading = await readAuthorship(database, document.id, { budgetMs: AUTHORSHIP_BUDGET_MS });
      if (at !== undefined && at > reading.head) throw beyondTheLog('at', reading.head);
      if (!reading.isCurrent) throw behindTheLog(reading);
      const isOlder = at !== undefined && at < reading.head;
      const text = isOlder ? await documentAt(database, document.id, at) : reading.authorship.document;
      const attribution = reading.authorship.attribution(text);
      const authored = {
        document: text,
        sequence: isOlder ? at : reading.head,
        attribution,
        language: document.language,
      };
      return c.json(
        presentAuthorship(authored, await nameAuthors(database.queries, attribution.labels)),
        200,
      );
    })
    .openapi(diffRoute, async (c) => {
      const { person } = sessionOf(c);
      const { document } = await documentOf(database, c.req.valid('param').id, person.id);
      return c.json(await compareMoments(services, document, person.id, c.req.valid('query')), 200);
    })
    .openapi(lostTextRoute, async (c) => {
      const { document } = await documentOf(database, c.req.valid('param').id, sessionOf(c).person.id);
      return c.json(await searchLostText(services, document.id, c.req.valid('query').q), 200);
    });
}

function beyondTheLog(path: string, head: number): Problem {
  return new Problem('invalid', { issues: [{ path, message: `the log ends at ${head}` }] });
}
