// The one place that speaks HTTP to the API. Answers are typed by core's contract; errors become ProblemError.
import type { ProblemBody } from '@hamnevis/core/contract/shared';
import type { ProblemSlug } from '@hamnevis/core/problems/catalogue';

/** Kinds of failure that the client has words for: the catalogue's, and no answer at all. */
export type FailureSlug = ProblemSlug | 'offline';

/** A request that was answered with a problem, or not answered (`offline`). */
export class ProblemError extends Error {
  readonly slug: FailureSlug;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly issues: readonly { path: string; message: string }[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    slug: FailureSlug,
    status: number,
    details: {
      requestId?: string | undefined;
      issues?: { path: string; message: string }[] | undefined;
      retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(slug);
    this.name = 'ProblemError';
    this.slug = slug;
    this.status = status;
    this.requestId = details.requestId;
    this.issues = details.issues ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

interface RequestOptions {
  body?: unknown;
  /** The ETag that was read; the API refuses a PATCH that would overwrite somebody else's. */
  ifMatch?: string | undefined;
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
}

/** After so long no answer is one: a line that died silently would keep the browser, and its few connections, waiting. */
const READ_WITHIN_MS = 20_000;
const WRITTEN_WITHIN_MS = 60_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** An answer with its ETag, for resources that are changed later. */
export interface Tagged<Body> {
  body: Body;
  etag: string | undefined;
}

/** Sends one request under /api/v1 and answers the parsed body; throws ProblemError. */
export async function request<Body>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Body> {
  return (await requestTagged<Body>(method, path, options)).body;
}

/** As {@link request}, with the answer's ETag. */
export async function requestTagged<Body>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Tagged<Body>> {
  const headers = new Headers({ Accept: 'application/json, application/problem+json' });
  if (options.body !== undefined) headers.set('Content-Type', 'application/json');
  if (options.ifMatch) headers.set('If-Match', options.ifMatch);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  const response = await send(`/api/v1${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    signal: inTime(method === 'GET' ? READ_WITHIN_MS : WRITTEN_WITHIN_MS, options.signal),
  });
  if (!response.ok) throw await problemOf(response);
  const body = response.status === 204 ? undefined : await response.json();
  // Compression on the way marks a tag as weak; If-Match wants it as the API gave it.
  return { body: body as Body, etag: response.headers.get('ETag')?.replace(/^W\//, '') };
}

/** True when a failure may pass by itself: no answer, or the server says that it cannot right now. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof ProblemError &&
    (error.slug === 'offline' ||
      error.status === 429 ||
      (error.status >= 500 && error.slug !== 'not-configured'))
  );
}

function inTime(withinMs: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(withinMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError('offline', 0);
  }
}

/** The problem that an answer tells, for a request that was not made here. */
export function problemFrom(body: unknown, status: number): ProblemError {
  const told = typeof body === 'object' && body !== null ? (body as ProblemBody) : undefined;
  return new ProblemError(slugOf(told, status), status, { requestId: told?.instance });
}

async function problemOf(response: Response): Promise<ProblemError> {
  const body = await problemBodyOf(response);
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ProblemError(slugOf(body, response.status), response.status, {
    requestId: response.headers.get('X-Request-Id') ?? body?.instance,
    issues: body?.issues,
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  });
}

async function problemBodyOf(response: Response): Promise<ProblemBody | undefined> {
  try {
    return (await response.json()) as ProblemBody;
  } catch {
    // A proxy in between may answer HTML; the status alone decides then.
    return undefined;
  }
}

function slugOf(body: ProblemBody | undefined, status: number): ProblemSlug {
  const slug = body?.type?.split('/').pop();
  if (slug) return slug as ProblemSlug;
  if (status === 401) return 'unauthenticated';
  if (status === 404) return 'not-found';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return 'internal';
}
