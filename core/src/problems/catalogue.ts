// Every kind of error answer there is (RFC 9457). `type` is stable: the client shows its own words for it in
// the reader's language, never the server's English.

/** Status and English title of each kind of problem, by slug. */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request could not be read' },
  'setup-link-invalid': { status: 400, title: 'This link has been used or has expired' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  'wrong-code': { status: 401, title: 'The code is wrong or has expired' },
  'budget-exceeded': { status: 402, title: 'The budget for the co-writer is used up' },
  'role-forbids': { status: 403, title: 'Your role does not allow this' },
  'origin-forbidden': { status: 403, title: 'The request came from another site' },
  'key-forbids': { status: 403, title: 'This API key was not made for that' },
  'own-text': { status: 403, title: 'Approval must come from somebody who did not write the text' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'Something else changed meanwhile' },
  'already-exists': { status: 409, title: 'It exists already' },
  'last-admin': { status: 409, title: 'An organization needs at least one active admin' },
  'not-empty': { status: 409, title: 'It still holds something' },
  archived: { status: 409, title: 'It is archived: nothing new begins in it' },
  'contact-taken': { status: 409, title: 'This number or address belongs to another identity' },
  'last-contact': { status: 409, title: 'One number or address must stay' },
  'person-elsewhere': { status: 409, title: 'This person belongs to another organization too' },
  'status-forbids': { status: 409, title: 'The document’s status does not allow this' },
  'step-not-possible': { status: 409, title: 'This step does not follow the current status' },
  'run-open': { status: 409, title: 'An AI run is writing or waits for a decision' },
  'run-ended': { status: 409, title: 'The AI run has ended' },
  'idempotency-open': { status: 409, title: 'The first request under this key is still under way' },
  'idempotency-answer-lost': { status: 409, title: 'It was done, and its answer was lost' },
  'stale-write': { status: 412, title: 'Somebody changed it since you read it' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  invalid: { status: 422, title: 'Some fields are not valid' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key was used for another request' },
  'address-forbidden': { status: 422, title: 'This server does not fetch from that address' },
  'no-image-there': { status: 422, title: 'That address gave no image' },
  'note-missing': { status: 422, title: 'A reason is needed' },
  outdated: { status: 426, title: 'This tab is older than the server: reload it' },
  'precondition-required': { status: 428, title: 'Send If-Match with the ETag that you read' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'sign-in-locked': { status: 429, title: 'Too many wrong codes: signing in by this contact rests' },
  'history-broken': { status: 500, title: 'A part of this history cannot be read' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'not-configured': { status: 503, title: 'This part of the server is not set up' },
  'code-not-sent': { status: 503, title: 'Codes cannot be sent right now' },
  unavailable: { status: 503, title: 'The server cannot do this right now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** Extra members of a problem body; field issues stand in `issues`. */
export interface ProblemDetails {
  detail?: string;
  issues?: { path: string; message: string }[];
  [member: string]: unknown;
}

/** A known failure on its way to becoming an `application/problem+json` answer. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  readonly details: ProblemDetails;

  constructor(slug: ProblemSlug, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEMS[slug].title);
    this.name = 'Problem';
    this.slug = slug;
    this.details = details;
  }

  get status(): number {
    return PROBLEMS[this.slug].status;
  }
}

/** The `type` member of a problem: a page of this server that says what happened and what to do. */
export function problemType(slug: ProblemSlug): string {
  return `/problems/${slug}`;
}
