// Who may see how a program is in detail: this machine itself, and whoever holds METRICS_TOKEN.
import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * True when the request comes from this machine itself. A proxy on this machine that is not listed as trusted
 * would make everybody look local, so a request that was forwarded is never local by its socket alone.
 */
export function isLocal(address: string, hasHeader: (name: string) => boolean): boolean {
  if (['forwarded', 'x-forwarded-for', 'x-real-ip'].some(hasHeader)) return false;
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** True when `given` is the token of the settings; false without one. */
export function holdsToken(given: string | undefined, token: string | undefined): boolean {
  if (!token || given === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
