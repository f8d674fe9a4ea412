import { z } from 'zod';

/** A UUIDv7. */
export const id = z.uuid().meta({ description: 'UUIDv7', example: '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11' });

/** A moment in UTC, ISO 8601. */
export const moment = z.iso.datetime({ offset: true }).meta({ example: '2026-11-21T07:30:00.000Z' });

/** A person as others see them. */
export const personRef = z.object({ id, name: z.string(), color: z.string() }).meta({ id: 'PersonRef' });
export type PersonRef = z.infer<typeof personRef>;

/** Interface and document languages. */
export const language = z.enum(['fa', 'en']);
export type Language = z.infer<typeof language>;

/** One page of a list; `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Query of every list. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const PLAIN_LINE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  /^[^\u0000-\u001f\u007f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]*$/;

/**
 * A one-line text without control characters, direction marks and invisible spaces: names and titles. Two that look alike
 * are alike; the half-space stays.
 */
export function line(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(PLAIN_LINE, 'control characters and direction marks are not allowed');
}

/** A longer text: a note or an instruction. NUL cannot be stored by Postgres. */
export function prose(maxLength: number) {
  return z
    .string()
    .trim()
    .max(maxLength)
    .refine((value) => !value.includes('\0'), 'NUL is not allowed');
}

/** The body of every error answer (RFC 9457, `application/problem+json`). */
export const problemBody = z
  .looseObject({
    type: z.string().meta({ example: '/problems/not-found' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    instance: z.string().optional().meta({ description: 'The request id, as in the X-Request-Id header' }),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof problemBody>;
