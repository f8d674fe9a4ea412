import { Problem } from '@hamnevis/core/problems/catalogue';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Limit } from './limits.ts';

/** What is left of a limit, and the seconds until it is whole again. */
export interface Left {
  points: number;
  seconds: number;
}

/** Gives a point back: what it was taken for did not happen. */
export async function refund(limit: Limit, key: string): Promise<void> {
  await limit.counter.reward(key);
}

/** Takes one point; throws `too-many-requests` with the seconds to wait when none is left. */
export async function spend(limit: Limit, key: string): Promise<Left> {
  try {
    const result = await limit.counter.consume(key);
    return { points: result.remainingPoints, seconds: Math.ceil(result.msBeforeNext / 1000) };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new Problem('too-many-requests', { retryAfterSeconds: Math.max(1, refusal.msBeforeNext / 1000) });
  }
}

/** Takes one point and answers how many were taken; it never throws because there is none left. */
export async function count(limit: Limit, key: string): Promise<number> {
  try {
    return (await limit.counter.consume(key)).consumedPoints;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return refusal.consumedPoints;
  }
}

/** How many points were taken. */
export async function counted(limit: Limit, key: string): Promise<number> {
  return (await limit.counter.get(key))?.consumedPoints ?? 0;
}

/** The milliseconds until there is a point again; 0 while there is one. */
export async function msLeft(limit: Limit, key: string): Promise<number> {
  const state = await limit.counter.get(key);
  return state && state.remainingPoints <= 0 ? Math.max(1, state.msBeforeNext) : 0;
}
