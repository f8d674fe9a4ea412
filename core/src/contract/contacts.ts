import { z } from 'zod';
import { id, moment } from './shared.ts';

const given = {
  phone: z.string().max(40).optional().meta({ example: '0912 123 4567' }),
  email: z.string().max(254).optional().meta({ example: 'sara@example.com' }),
};
const code = z
  .string()
  .min(1)
  .max(20)
  .meta({ description: 'As it was sent; digits may be Persian or Arabic', example: '012345' });
const isOne = (value: { phone?: string | undefined; email?: string | undefined }) =>
  (value.phone === undefined) !== (value.email === undefined);
const ONE = { message: 'give either phone or email' };

/** GET /me/contacts: the numbers and addresses by which a person signs in. */
export const contact = z
  .object({
    id,
    channel: z.enum(['phone', 'email']),
    address: z
      .string()
      .meta({ description: 'E.164, or a lower-case e-mail address', example: '+989121234567' }),
    shown: z.boolean().meta({ description: 'The one of its kind that admins of your organizations see' }),
    createdAt: moment,
  })
  .meta({ id: 'Contact', description: 'Confirmed by a code; each of them signs you in' });

/** POST /me/contacts/codes: a code to a number or address, one's own or one that is to become so. Answered as otpRequested. */
export const contactCodeRequest = z.object(given).refine(isOne, ONE);
/** POST /me/contacts: confirms a number or address by its code. `contact-taken` when it is another identity's. */
export const contactConfirm = z.object({ ...given, code }).refine(isOne, ONE);
/** PATCH /me/contacts/{id} */
export const contactPatch = z.object({ shown: z.literal(true) });

/**
 * POST /me/merge: makes one person out of two. `other` is a number or address of the identity that goes, `own` one
 * of the identity that is signed in and stays; both were sent a code by POST /me/contacts/codes.
 */
export const mergeRequest = z.object({
  other: z.object({ ...given, code }).refine(isOne, ONE),
  own: z.object({ ...given, code }).refine(isOne, ONE),
});

/** POST /organizations/{id}/members/{personId}/replace-contact: a new number (or address) for somebody who lost theirs. */
export const contactReplace = z.object(given).refine(isOne, ONE);
