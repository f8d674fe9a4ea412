import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Limit } from '../limits/limits.ts';
import { type Left, spend } from '../limits/spend.ts';
import type { ApiEnv } from '../services.ts';

/** Counts requests by the client's address and says in headers how many are left. */
export function rateLimit(limit: Limit) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    tellLimit(c, 'address', limit, await spend(limit, addressKey(c.get('clientAddress'))));
    await next();
  });
}

/** Adds one limit to the RateLimit headers (the IETF's draft of them: a list, one item per limit). */
export function tellLimit(c: Context<ApiEnv>, name: string, limit: Limit, left: Left): void {
  c.header('RateLimit-Policy', `"${name}";q=${limit.points};w=${limit.seconds}`, { append: true });
  c.header('RateLimit', `"${name}";r=${left.points};t=${left.seconds}`, { append: true });
}

/** One network is one address: whoever has an IPv6 network has 2^64 addresses in it. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address || 'none';
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const groups =
    tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
