import { type Contact, normalizeEmail, normalizePhone } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';

/** The one contact of a request, in its one form; refuses what is no number and no address. */
export function readContact(given: { phone?: string | undefined; email?: string | undefined }): Contact {
  if (given.phone !== undefined) {
    const address = normalizePhone(given.phone);
    if (address) return { channel: 'phone', address };
    throw new Problem('invalid', { issues: [{ path: 'phone', message: 'not a mobile number' }] });
  }
  const address = normalizeEmail(given.email ?? '');
  if (address) return { channel: 'email', address };
  throw new Problem('invalid', { issues: [{ path: 'email', message: 'not an e-mail address' }] });
}
