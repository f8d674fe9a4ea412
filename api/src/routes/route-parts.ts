// Parts that route definitions share, so that a route says only what is its own.
import { id, problemBody } from '@hamnevis/core/contract/shared';
import { PROBLEMS, type ProblemSlug } from '@hamnevis/core/problems/catalogue';
import { z } from 'zod';
import { requireSession } from '../middleware/session.ts';

/** A route for people who signed in, and programs with a token. */
export const signedIn = {
  security: [{ cookie: [] }, { bearer: [] }] as Record<string, string[]>[],
  middleware: requireSession,
};

/** The path parameter of most routes. */
export const idParams = z.object({ id });

/** A JSON body that must be there. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const;
}

/**
 * The problems that a route may answer beside those that all may (too many requests, unavailable, internal), by
 * status, for the OpenAPI document.
 */
export function problems(...slugs: ProblemSlug[]): Record<never, never> {
  const byStatus = Map.groupBy(slugs, (slug) => PROBLEMS[slug].status);
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      {
        description: kinds.map((slug) => `\`${slug}\`: ${PROBLEMS[slug].title}`).join('; '),
        content: { 'application/problem+json': { schema: problemBody } },
      },
    ]),
  );
}

/** What reading one thing may answer. */
export function readAnswers<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  ...more: ProblemSlug[]
) {
  return {
    200: json(schema, description),
    ...problems('unauthenticated', 'not-found', ...more),
  };
}

/** What making a thing in a place may answer. */
export function madeAnswers<Schema extends z.ZodType>(schema: Schema, ...more: ProblemSlug[]) {
  return {
    201: json(schema, 'Made'),
    ...problems('malformed', 'unauthenticated', 'role-forbids', 'not-found', ...more, 'invalid'),
  };
}

/** What changing a thing that several people may change may answer. */
export function changedAnswers<Schema extends z.ZodType>(schema: Schema, ...more: ProblemSlug[]) {
  return {
    200: json(schema, 'Changed'),
    ...problems(
      'malformed',
      'unauthenticated',
      'role-forbids',
      'not-found',
      'stale-write',
      ...more,
      'invalid',
    ),
  };
}

/** What taking a thing away may answer. */
export function goneAnswers(description: string, ...more: ProblemSlug[]) {
  return { 204: { description }, ...problems('unauthenticated', 'role-forbids', 'not-found', ...more) };
}

/** The cursor of a page is the id of its last item. */
export const cursorQuery = { cursor: id.optional() };
