import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { CALENDARS, DIGITS, isTimeZone } from '../people/reading.ts';
import { PERSON_COLORS } from '../sockets/awareness.ts';
import { id, language, line, moment } from './shared.ts';

const contact = { phone: z.string().max(40).optional(), email: z.string().max(254).optional() };
const oneContact = (value: { phone?: string | undefined; email?: string | undefined }) =>
  (value.phone === undefined) !== (value.email === undefined);

const invitation = z.string().max(200).optional().meta({
  description: 'The token of an invitation’s link that is bound to nobody, for whoever is new here',
});

/** POST /auth/otp/request. Known and unknown contacts are answered alike. */
export const otpRequest = z
  .object({ ...contact, invitation })
  .refine(oneContact, { message: 'give either phone or email' });
export const otpRequested = z.object({
  expiresInSeconds: z.number().int(),
  resendInSeconds: z.number().int(),
  devCode: z.string().optional().meta({ description: 'Only with the console sender outside production' }),
});

/** POST /auth/otp/verify. Digits may be Persian or Arabic. */
export const otpVerify = z
  .object({ ...contact, code: z.string().min(1).max(20), invitation })
  .refine(oneContact, { message: 'give either phone or email' });

/** A membership, as the person sees it. */
export const membership = z
  .object({ organizationId: id, organizationName: z.string(), role: z.enum(ROLES) })
  .meta({ id: 'Membership' });

/** How a person has dates and numbers written; null follows the language, the time zone the device. */
const calendar = z
  .enum(CALENDARS)
  .nullable()
  .meta({ description: 'The calendar of dates on the screen; null: that of the language' });
const digits = z.enum(DIGITS).nullable().meta({
  description: 'The digits of the interface; null: those of the language. What people wrote is never touched',
});
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { message: 'no IANA time zone' })
  .nullable()
  .meta({ description: 'An IANA time zone; null: that of the device', example: 'Asia/Tehran' });

/** GET /me */
export const me = z
  .object({
    id,
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    color: z.string(),
    language,
    calendar,
    digits,
    timeZone: z.string().nullable(),
    memberships: z.array(membership),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

/** PATCH /me */
export const mePatch = z
  .object({ name: line(80), language, color: z.enum(PERSON_COLORS), calendar, digits, timeZone })
  .partial();

/** The answer of a sign-in; the same token stands in the HttpOnly cookie. */
export const signedIn = z.object({ token: z.string(), user: me });

/** GET /auth/sessions */
export const session = z
  .object({
    id,
    createdAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    device: z.string().nullable(),
    ip: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

/** POST /setup: the first person of an empty server becomes its admin by the link printed on the console. */
export const setupRequest = z
  .object({
    token: z.string().min(1).max(200),
    name: line(80),
    organizationName: line(120),
    workspaceName: line(120)
      .optional()
      .meta({ description: 'The first workspace; without one it gets a name in this language' }),
    language,
    ...contact,
  })
  .refine(oneContact, { message: 'give either phone or email' });

/** GET /setup: whether a first admin is still awaited. */
export const setupState = z.object({ open: z.boolean() });
