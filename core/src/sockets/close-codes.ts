/**
 * Why a socket, or one document on it, is closed. 4000-4999 are ours (RFC 6455 section 7.4.2). The client shows
 * its own words for each; `reason` is stable.
 */
export const CLOSE_CODES = {
  'going-away': { code: 1001, retry: true },
  'too-large': { code: 1009, retry: false },
  'try-again': { code: 1013, retry: true },
  /** The frame could not be decoded, or holds what the schema does not. */
  malformed: { code: 4400, retry: false },
  /** No ticket, an expired one, or one of another document. */
  unauthenticated: { code: 4401, retry: true },
  /** The role no longer allows what was done. */
  'role-changed': { code: 4403, retry: true },
  'not-found': { code: 4404, retry: false },
  /** The status changed meanwhile: the text was approved or sent to review. */
  'status-changed': { code: 4409, retry: true },
  /** The tab's schema is older than the document's. */
  outdated: { code: 4426, retry: false },
  'too-fast': { code: 4429, retry: true },
  /** An update came under a client id that is bound to somebody else. */
  'foreign-client': { code: 4430, retry: false },
  /** An AI run's attempt that is no longer the current one. */
  fenced: { code: 4431, retry: false },
  /** The update lacks its predecessors. */
  gap: { code: 4432, retry: false },
} as const satisfies Record<string, { code: number; retry: boolean }>;

export type CloseReason = keyof typeof CLOSE_CODES;

/**
 * Refusals after which a replica is poisoned: the client keeps its unsaved text for its author, throws the
 * Y.Doc and its local copy away and opens again under a new client id.
 */
export const POISONING: readonly CloseReason[] = [
  'malformed',
  'role-changed',
  'status-changed',
  'foreign-client',
  'gap',
  'too-large',
];

/** The reason that belongs to a close code, if it is one of ours. */
export function closeReasonOf(code: number): CloseReason | undefined {
  return (Object.keys(CLOSE_CODES) as CloseReason[]).find((reason) => CLOSE_CODES[reason].code === code);
}
