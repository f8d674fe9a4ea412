// "The database is away" is waited out; "the database said no" is not.
import { isDatabaseAway } from '../database-faults.ts';

/** Pause between two attempts while the database is away. */
const RETRY_MS = 200;

/**
 * Calls until the database can be reached; every other error is thrown at once. Ends by throwing the signal's
 * reason when `signal` is aborted.
 */
export async function throughOutage<Result>(
  call: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
    }
    await pause(RETRY_MS, signal);
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
