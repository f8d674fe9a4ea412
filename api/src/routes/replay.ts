import { replay, replayMoment, replayQuery } from '@hamnevis/core/contract/replay';
import { articleOf } from '@hamnevis/core/document/yjs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { readDocumentCourse } from '@hamnevis/db/log/read-course';
import { documentAt, listMarkedVersions } from '@hamnevis/db/queries/versions';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { sessionOf } from '../middleware/session.ts';
import { AuthorList } from '../presenters/author-list.ts';
import { presentAuthoredBlocks } from '../presenters/authored-blocks.ts';
import { nameAuthors } from '../presenters/authors.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideDocument, documentOf } from './found.ts';
import { idParams, json, problems, signedIn } from './route-parts.ts';

/** A moment is shown without authors rather than made to wait longer for them. */
const AUTHORSHIP_BUDGET_MS = 500;

const replayRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/replay',
  tags: ['history'],
  summary: 'The life of a text as a time line: when who wrote how much',
  ...signedIn,
  request: { params: idParams, query: replayQuery },
  responses: {
    200: json(replay, 'Points in time, from the first word to now'),
    ...problems('unauthenticated', 'not-found', 'invalid'),
  },
});

const momentRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/replay/{sequence}',
  tags: ['history'],
  summary: 'The text as it stood at one moment of its life, with its authors',
  ...signedIn,
  request: {
    params: idParams.extend({
      sequence: z.coerce
        .number()
        .int()
        .min(1)
        .meta({ description: 'A row of the log: `sequence` of a point' }),
    }),
  },
  responses: {
    200: json(replayMoment, 'The text'),
    ...problems('unauthenticated', 'not-found', 'invalid', 'history-broken'),
  },
});

export function replayRoutes(services: ApiServices) {
  const { database } = services;
  return new OpenAPIHono<ApiEnv>()
    .openapi(replayRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const versions = await besideDocument(database, id, personId, (tx) => listMarkedVersions(tx, id));
      const course = await readDocumentCourse(database, id, c.req.valid('query').points);
      const everybody = course.flatMap(({ work }) => work);
      const authors = new AuthorList(await nameAuthors(database.queries, everybody));
      const points = course.map(({ toSequence, startedAtMs, endedAtMs, work }) => ({
        sequence: toSequence,
        startedAt: new Date(startedAtMs).toISOString(),
        endedAt: new Date(endedAtMs).toISOString(),
        work: work.map(({ inserted, deleted, ...key }) => ({
          author: authors.indexOf(key),
          inserted,
          deleted,
        })),
      }));
      return c.json({ points, authors: authors.named, versions }, 200);
    })
    .openapi(momentRoute, async (c) => {
      const { id, sequence } = c.req.valid('param');
      const { document } = await documentOf(database, id, sessionOf(c).person.id);
      const { authorship, head } = await readAuthorship(database, document.id, {
        budgetMs: AUTHORSHIP_BUDGET_MS,
      });
      if (sequence > head)
        throw new Problem('invalid', {
          issues: [{ path: 'sequence', message: `the log ends at ${head}` }],
        });
      const text = await documentAt(database, document.id, sequence);
      // A letter's author never changes once it is known, so authors up to this moment are enough.
      const hasAuthors = authorship.sequence >= sequence;
      const attribution = authorship.attribution(text);
      const authors = new AuthorList(await nameAuthors(database.queries, attribution.labels));
      if (!hasAuthors) attribution.runs = [];
      const blocks = presentAuthoredBlocks(text, attribution, (label) => authors.indexOf(label));
      const content: Record<string, unknown> = { ...articleOf(text) };
      return c.json({ sequence, content, authors: authors.named, blocks, hasAuthors }, 200);
    });
}
