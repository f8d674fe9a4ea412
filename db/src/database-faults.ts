const AWAY = new Set([
  // postgres.js
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  // Node
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  // Postgres: shutting down, crashed, starting, too many connections
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // Its disk is full: true of every row alike, and over as soon as there is room
  '53100',
]);

/** True when an error says that the database can take nothing now, whichever layer threw it. */
export function isDatabaseAway(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && (AWAY.has(code) || code.startsWith('08'))) return true;
    if (current instanceof AggregateError && current.errors.some(isDatabaseAway)) return true;
    if (/^PGlite is clos(?:ed|ing)/.test(current.message)) return true;
  }
  return false;
}

const LOST = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
]);

/** True when an error says that the connection over which a statement was asked is gone, or is about to be. */
export function isConnectionLost(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && LOST.has(code)) return true;
  }
  return false;
}

/** The name of the unique constraint or index that an insert ran into; null for every other error. */
export function violatedUniqueness(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, constraint_name, constraint } = current as unknown as Record<string, unknown>;
    if (code === '23505') return String(constraint_name ?? constraint ?? '');
  }
  return null;
}
