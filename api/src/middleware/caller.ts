// Who asks, and whether they may go on: the session or the API key, the limit of the address and the caller's own. The
// three are asked for at once, so a request waits for one round to the database and Redis before it begins.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Settings } from '@hamnevis/core/settings/settings';
import { hashSecret } from '@hamnevis/db/queries/secrets';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Limit } from '../limits/limits.ts';
import { type Left, spend } from '../limits/spend.ts';
import { SpentKeys } from '../limits/spent-keys.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { addressKey } from './address-key.ts';
import {
  type Credential,
  credentialOf,
  dropSessionCookie,
  setSessionCookie,
  type UsedCredential,
  useCredential,
} from './session.ts';

/** Credentials whose owner is remembered; beyond so many the oldest are forgotten. */
const MOST_CREDENTIALS = 10_000;

/** Whose requests are counted together. */
interface Account {
  kind: 'key' | 'person';
  id: string;
}

/**
 * Sets `session` (and `apiKey`) where the request carries a credential that holds, drops a cookie that holds no more, and
 * counts the request for its address and for its person or key; headers say how many are left.
 */
export function readCaller(services: ApiServices) {
  const { limits, settings } = services;
  const counters = {
    address: { limit: limits.requests, spent: new SpentKeys() },
    person: { limit: limits.requestsByPerson, spent: new SpentKeys() },
    key: { limit: limits.requestsByKey, spent: new SpentKeys() },
  };
  /**
   * Whose a credential was when it last held. It says whom to count before the database has answered, and nothing else:
   * whether it still holds is asked of the database each time.
   */
  const accounts = new Map<string, Account>();

  async function take(kind: keyof typeof counters, key: string): Promise<Left> {
    const { limit, spent } = counters[kind];
    try {
      return await spend(limit, key);
    } catch (error) {
      if (error instanceof Problem) spent.add(key, Number(error.details.retryAfterSeconds) * 1000);
      throw error;
    }
  }

  /** Refuses what is known to be too much, before anybody is asked. */
  function refuseSpent(kind: keyof typeof counters, key: string): void {
    const msLeft = counters[kind].spent.msLeft(key);
    if (msLeft > 0) throw new Problem('too-many-requests', { retryAfterSeconds: Math.max(1, msLeft / 1000) });
  }

  function remember(credentialKey: string, account: Account): void {
    accounts.delete(credentialKey);
    accounts.set(credentialKey, account);
    const [oldest] = accounts.keys();
    if (accounts.size > MOST_CREDENTIALS && oldest !== undefined) accounts.delete(oldest);
  }

  return createMiddleware<ApiEnv>(async (c, next) => {
    const address = addressKey(c.get('clientAddress'));
    refuseSpent('address', address);
    const credential = credentialOf(c, settings);
    const credentialKey = credential && Buffer.from(hashSecret(credential.token)).toString('base64');
    const guess = credentialKey === undefined ? undefined : accounts.get(credentialKey);
    if (guess) refuseSpent(guess.kind, guess.id);
    const asked = limits.inOneWrite(
      () =>
        [
          take('address', address),
          guess && take(guess.kind, guess.id),
          credential && useCredential(services, credential),
        ] as const,
    );
    const [ofAddress, ofGuess, used] = await Promise.allSettled(asked);
    if (used.status === 'fulfilled') seat(c, settings, credential, used.value ?? undefined);
    tell(c, 'address', limits.requests, settledValue(ofAddress));
    settledValue(used);
    const account = accountOf(c);
    if (credentialKey !== undefined && !account) accounts.delete(credentialKey);
    if (credentialKey !== undefined && account) {
      remember(credentialKey, account);
      const { limit } = counters[account.kind];
      const isCounted = guess?.kind === account.kind && guess.id === account.id;
      tell(
        c,
        account.kind,
        limit,
        (isCounted && settledValue(ofGuess)) || (await take(account.kind, account.id)),
      );
    }
    await next();
  });
}

/** Puts down what a credential was found to be; a cookie gets its new secret, or goes. */
function seat(
  c: Context<ApiEnv>,
  settings: Settings,
  credential: Credential | undefined,
  used: UsedCredential | undefined,
): void {
  c.set('apiKey', used?.apiKey);
  c.set('session', used?.session);
  if (used?.freshToken) setSessionCookie(c, settings, used.freshToken);
  if (credential?.by === 'cookie' && !used) dropSessionCookie(c, settings);
}

function accountOf(c: Context<ApiEnv>): Account | undefined {
  const [key, session] = [c.get('apiKey'), c.get('session')];
  if (key) return { kind: 'key', id: key.id };
  return session && { kind: 'person', id: session.person.id };
}

/** Adds one limit to the RateLimit headers (the IETF's draft of them: a list, one item per limit). */
function tell(c: Context<ApiEnv>, name: string, limit: Limit, left: Left): void {
  c.header('RateLimit-Policy', `"${name}";q=${limit.points};w=${limit.seconds}`, { append: true });
  c.header('RateLimit', `"${name}";r=${left.points};t=${left.seconds}`, { append: true });
}

function settledValue<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
