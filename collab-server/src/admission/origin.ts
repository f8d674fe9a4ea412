/**
 * Whether a socket may be opened from a page of this origin: our own address, or one that was allowed. Programs
 * send none; they come with a token, which is judged at authentication.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  if (host !== undefined && url.host === host.toLowerCase()) return true;
  return allowed.some((one) => URL.parse(one)?.origin === url.origin);
}
