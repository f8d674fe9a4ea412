import type { Contact } from '@hamnevis/core/people/contact';
import { PERSON_COLORS } from '@hamnevis/core/sockets/awareness';

/** What a person has before they say more: a name out of their contact, and a colour. */
export function newPersonFields(contact: Contact) {
  const isPhone = contact.channel === 'phone';
  return {
    name: isPhone ? contact.address.slice(-4) : (contact.address.split('@')[0] ?? contact.address),
    phone: isPhone ? contact.address : null,
    email: isPhone ? null : contact.address,
    color: colorFor(contact.address),
  };
}

/** One of the six colours, the same for the same contact. */
export function colorFor(address: string): string {
  let sum = 0;
  for (const char of address) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return PERSON_COLORS[sum % PERSON_COLORS.length] ?? PERSON_COLORS[0];
}
