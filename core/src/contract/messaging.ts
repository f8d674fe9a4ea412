import { z } from 'zod';

const sender = z
  .enum(['console', 'kavenegar', 'smtp', 'none'])
  .meta({ description: '`console` prints on the server’s console; `none` in production without one' });

/** Why a message was not taken over, in words of ours: each sender has its own. */
export const DELIVERY_FAULTS = [
  'unreachable',
  'busy',
  'credentials',
  'credit',
  'template',
  'line',
  'address',
  'refused',
] as const;
export type DeliveryFaultReason = (typeof DELIVERY_FAULTS)[number];

/** GET /organizations/{id}/messaging: by what codes and invitations are sent. */
export const messaging = z
  .object({
    phone: z.object({
      sender,
      missing: z.array(z.string()).meta({ description: 'Settings that are not set' }),
    }),
    email: z.object({ sender, missing: z.array(z.string()) }),
  })
  .meta({ id: 'Messaging' });

/** POST /organizations/{id}/test-messages: a message like those that carry codes, with a code that opens nothing. */
export const testMessage = z
  .object({
    phone: z.string().max(40).optional().meta({ example: '0912 123 4567' }),
    email: z.string().max(254).optional(),
  })
  .refine((value) => (value.phone === undefined) !== (value.email === undefined), {
    message: 'give either phone or email',
  });
export const testMessageResult = z
  .object({
    sent: z
      .boolean()
      .meta({ description: 'The sender took the message over; whether it arrives is seen there' }),
    sender,
    fault: z.string().nullable().meta({
      description: 'What the sender said, without secrets',
      example: 'the SMS provider refused the message (424)',
    }),
    reason: z.enum(DELIVERY_FAULTS).nullable().meta({
      description:
        '`unreachable`: no answer; `busy`: ask again later; `credentials`: key, password, or what the account may do; `credit`: none left; `template`: not there, not approved, or not as the code needs it; `line`: the sender’s own number or address; `address`: the one it was for; `refused`: anything else',
      example: 'template',
    }),
    whose: z.enum(['channel', 'contact']).nullable().meta({
      description: '`channel`: nobody can be reached by it; `contact`: this number or address cannot',
    }),
    tookMs: z.number().int(),
  })
  .meta({ id: 'TestMessageResult' });
