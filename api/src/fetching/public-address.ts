// Where this server may go because somebody asked it to: to the public network and nowhere else. What is not known to
// be public is refused, so that a range that is reserved tomorrow is not open until somebody hears of it.
import ipaddr from 'ipaddr.js';

/** IPv6 that is routed in the public network at all; the rest is local, mapped, translated or of no use yet. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for the address of a machine in the public network. Loopback, private, link-local (where clouds answer for their
 * machines), carrier-grade, multicast and reserved ranges are not, nor is an IPv6 address that carries an IPv4 one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_V6);
}
