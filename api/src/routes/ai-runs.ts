import { accepted, aiRun, aiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { page, pageQuery } from '@hamnevis/core/contract/shared';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { findRun, listRuns } from '@hamnevis/db/queries/run-requests';
import { readIn } from '@hamnevis/db/queries/transact';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { allowDocumentAction } from '../commands/allow.ts';
import { askRun } from '../commands/ask-run.ts';
import { decideRun } from '../commands/decide-run.ts';
import { stopRun } from '../commands/stop-run.ts';
import { sessionOf } from '../middleware/session.ts';
import { presentRun } from '../presenters/ai-runs.ts';
import { presentPage } from '../presenters/page.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { besideDocument, documentOf, found } from './found.ts';
import { body, cursorQuery, idParams, json, problems, readAnswers, signedIn } from './route-parts.ts';

const askRoute = createRoute({
  method: 'post',
  path: '/documents/{id}/ai-runs',
  tags: ['ai-runs'],
  summary: 'Ask the co-writer to write into the document',
  ...signedIn,
  request: { params: idParams, body: body(aiRunCreate) },
  responses: {
    202: json(accepted, 'Asked'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'status-forbids',
      'invalid',
      'too-many-requests',
    ),
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/ai-runs',
  tags: ['ai-runs'],
  summary: 'The co-writer’s runs in a document, the newest first',
  ...signedIn,
  request: { params: idParams, query: pageQuery.extend(cursorQuery) },
  responses: { 200: json(page(aiRun), 'A page'), ...problems('unauthenticated', 'not-found', 'invalid') },
});

const getRoute = createRoute({
  method: 'get',
  path: '/ai-runs/{id}',
  tags: ['ai-runs'],
  summary: 'One run',
  ...signedIn,
  request: { params: idParams },
  responses: readAnswers(aiRun, 'The run'),
});

const stopRoute = createRoute({
  method: 'post',
  path: '/ai-runs/{id}/stop',
  tags: ['ai-runs'],
  summary: 'Stop a run; what it wrote stays until it is decided',
  ...signedIn,
  request: { params: idParams },
  responses: {
    200: json(aiRun, 'Asked to stop'),
    ...problems('unauthenticated', 'role-forbids', 'not-found', 'run-ended'),
  },
});

const decisionAnswers = {
  200: json(aiRun, 'Decided'),
  ...problems('unauthenticated', 'role-forbids', 'not-found', 'run-open', 'status-forbids'),
};

const acceptRoute = createRoute({
  method: 'post',
  path: '/ai-runs/{id}/accept',
  tags: ['ai-runs'],
  summary: 'Accept what a run wrote',
  ...signedIn,
  request: { params: idParams },
  responses: decisionAnswers,
});

const discardRoute = createRoute({
  method: 'post',
  path: '/ai-runs/{id}/discard',
  tags: ['ai-runs'],
  summary: 'Discard what a run wrote',
  ...signedIn,
  request: { params: idParams },
  responses: decisionAnswers,
});

const retryRoute = createRoute({
  method: 'post',
  path: '/ai-runs/{id}/retry',
  tags: ['ai-runs'],
  summary: 'Ask for the same again, as a new run',
  ...signedIn,
  request: { params: idParams },
  responses: {
    202: json(accepted, 'Asked'),
    ...problems(
      'unauthenticated',
      'role-forbids',
      'not-found',
      'run-open',
      'status-forbids',
      'too-many-requests',
    ),
  },
});

export function aiRunRoutes(services: ApiServices) {
  const { database } = services;
  const runOf = (c: Context<ApiEnv>, id: string) => {
    const personId = sessionOf(c).person.id;
    return readIn(database, { of: 'ai-run', id, personId }, async (tx) =>
      found(await findRun(tx, id, personId)),
    );
  };
  const decide = async (c: Context<ApiEnv>, id: string, decision: 'accepted' | 'discarded') => {
    const { run } = await runOf(c, id);
    await decideRun(services, run, decision, sessionOf(c).person.id);
    return presentRun(await runOf(c, id));
  };
  return new OpenAPIHono<ApiEnv>()
    .openapi(askRoute, async (c) => {
      const id = await askRun(services, {
        documentId: c.req.valid('param').id,
        personId: sessionOf(c).person.id,
        request: c.req.valid('json'),
        retryOf: null,
        answerAs: askedAnswer(c),
      });
      return c.json({ id }, 202);
    })
    .openapi(listRoute, async (c) => {
      const { id } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const wish = c.req.valid('query');
      const rows = await besideDocument(database, id, personId, (tx) => listRuns(tx, id, wish));
      return c.json(presentPage(rows, wish.limit, presentRun), 200);
    })
    .openapi(getRoute, async (c) => c.json(presentRun(await runOf(c, c.req.valid('param').id)), 200))
    .openapi(stopRoute, async (c) => {
      const { person } = sessionOf(c);
      const { run } = await runOf(c, c.req.valid('param').id);
      allowDocumentAction(await documentOf(database, run.documentId, person.id), person.id, 'decide-ai');
      await stopRun(services, run, person.id);
      return c.json(presentRun(await runOf(c, run.id)), 200);
    })
    .openapi(acceptRoute, async (c) => c.json(await decide(c, c.req.valid('param').id, 'accepted'), 200))
    .openapi(discardRoute, async (c) => c.json(await decide(c, c.req.valid('param').id, 'discarded'), 200))
    .openapi(retryRoute, async (c) => {
      const { person } = sessionOf(c);
      const { run } = await runOf(c, c.req.valid('param').id);
      allowDocumentAction(await documentOf(database, run.documentId, person.id), person.id, 'run-ai');
      if (run.status === 'queued' || run.status === 'writing') throw new Problem('run-open');
      const id = await askRun(services, {
        documentId: run.documentId,
        personId: person.id,
        request: aiRunCreate.parse(run.request),
        retryOf: run.id,
        answerAs: askedAnswer(c),
      });
      return c.json({ id }, 202);
    });
}

/** The answer to asking for a run, sealed for the key under which it was asked. */
function askedAnswer(c: Context<ApiEnv>): ((id: string) => Uint8Array) | undefined {
  const seal = c.get('answerSeal');
  const headers = { 'content-type': 'application/json' };
  return seal && ((id) => seal.seal({ status: 202, headers, body: JSON.stringify({ id }) }));
}
