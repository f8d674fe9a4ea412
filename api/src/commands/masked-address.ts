import type { Contact } from '@hamnevis/core/people/contact';

/** Enough of a contact to know one's own by, and not enough to reach anybody: `•••4567`, `s•••@example.com`. */
export function maskedAddress({ channel, address }: Contact): string {
  return channel === 'phone' ? `•••${address.slice(-4)}` : address.replace(/^(.).*@/, '$1•••@');
}
