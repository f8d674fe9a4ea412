import { CALENDARS, DIGITS } from '@hamnevis/core/people/reading';
import {
  type AnyPgColumn,
  boolean,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';

/** Everybody who can sign in. Known before a tenant is: exempt from row-level security. */
export const people = pgTable('people', {
  id: id(),
  name: text('name').notNull(),
  /** E.164; the number that is shown. Every way in stands in `person_contacts`. */
  phone: text('phone').unique(),
  /** lower case; the address that is shown */
  email: text('email').unique(),
  /** A name of PERSON_COLORS. */
  color: text('color').notNull(),
  language: text('language', { enum: ['fa', 'en'] }).notNull(),
  /** How dates and numbers are written; null follows the language, the time zone the device. */
  calendar: text('calendar', { enum: CALENDARS }),
  digits: text('digits', { enum: DIGITS }),
  timeZone: text('time_zone'),
  /** The person that this identity became part of. It signs in no more; the log still names it. */
  mergedInto: uuid('merged_into').references((): AnyPgColumn => people.id, { onDelete: 'cascade' }),
  createdAt: createdAt(),
});

/**
 * The confirmed numbers and addresses by which people sign in. A trigger puts in whatever is written to `phone` and
 * `email` of people.
 */
export const personContacts = pgTable(
  'person_contacts',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    channel: text('channel', { enum: ['phone', 'email'] }).notNull(),
    address: text('address').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('person_contacts_address').on(table.channel, table.address),
    index('person_contacts_by_person').on(table.personId),
  ],
);

/** A sign-in. The token is `<id>.<secret>`; only the SHA-256 of the secret is kept. */
export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    secretHash: bytea('secret_hash').notNull(),
    /** The hash before the last rotation, accepted until `previousUntil` for requests in flight. */
    previousHash: bytea('previous_hash'),
    previousUntil: moment('previous_until'),
    /** The rights of its person changed: the cookie gets a new secret at its next use. */
    rotationDue: boolean('rotation_due').notNull().default(false),
    device: text('device'),
    ip: text('ip'),
    createdAt: createdAt(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    index('sessions_by_person').on(table.personId),
    index('sessions_by_expiry').on(table.expiresAt),
  ],
);

/** The one open code of a contact: HMAC-SHA-256 with the server's pepper, five tries, 300 s. */
export const oneTimeCodes = pgTable(
  'one_time_codes',
  {
    id: id(),
    channel: text('channel', { enum: ['phone', 'email'] }).notNull(),
    address: text('address').notNull(),
    codeHash: bytea('code_hash').notNull(),
    attemptsLeft: integer('attempts_left').notNull(),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('one_time_codes_one_per_contact').on(table.channel, table.address),
    index('one_time_codes_by_expiry').on(table.expiresAt),
  ],
);

/** The link printed on the console of an empty server; its first user becomes admin. */
export const setupLinks = pgTable('setup_links', {
  id: id(),
  tokenHash: bytea('token_hash').notNull().unique(),
  createdAt: createdAt(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
});
