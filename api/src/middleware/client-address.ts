// Whose request it is, for limits, logs and the audit. Forwarding headers count only when the socket's other end
// is a trusted proxy, and then from the right, past further trusted proxies: the rest anybody could have written.
import { BlockList, isIP } from 'node:net';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../services.ts';

/** Addresses and CIDR ranges; throws a TypeError that names the first one that is neither. */
export function addressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.split('/');
    const version = isIP(address);
    const prefix = Number(bits);
    const longest = version === 4 ? 32 : 128;
    if (!version || rest.length > 0 || (bits !== undefined && !(/^\d+$/.test(bits) && prefix <= longest))) {
      throw new TypeError(`TRUSTED_PROXIES: ${entry} is neither an address nor a CIDR range`);
    }
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, prefix, family);
  }
  return list;
}

/** The client's address: the socket's other end, or what a trusted proxy says of it. */
export function clientAddressOf(socketAddress: string, forwardedFor: string | undefined, trusted: BlockList) {
  let address = plainAddress(socketAddress);
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim()));
  while (isIn(trusted, address)) {
    const hop = hops.pop();
    if (!hop || !isIP(hop)) break;
    address = hop;
  }
  return address;
}

/** Sets `clientAddress`. */
export function clientAddress(trustedProxies: readonly string[]) {
  const trusted = addressList(trustedProxies);
  return createMiddleware<ApiEnv>(async (c, next) => {
    c.set('clientAddress', clientAddressOf(socketAddressOf(c.env), c.req.header('x-forwarded-for'), trusted));
    await next();
  });
}

/** node-server's bindings; absent where a test calls the app without a socket. */
function socketAddressOf(env: unknown): string {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? '';
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
