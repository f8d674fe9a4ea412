import { claimKey } from '@hamnevis/db/queries/idempotency';
import { storeCode } from '@hamnevis/db/queries/one-time-codes';
import { insertPerson } from '@hamnevis/db/queries/people';
import { createSession, SESSION_LIFE_MS } from '@hamnevis/db/queries/sessions';
import { createTicket } from '@hamnevis/db/queries/tickets';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteExpired } from './sweep.ts';

let built: TestDatabase;
beforeAll(async () => {
  built = await buildDatabase();
});
afterAll(() => built.drop());

test('what has expired goes: sessions, codes, tickets, idempotency keys; what holds stays', async () => {
  const { queries } = built.owner;
  const person = await insertPerson(queries, {
    name: 'x',
    phone: '+989121112233',
    email: null,
    color: 'p1',
    language: 'fa',
  });
  const personId = person.id;
  const now = new Date();
  const longAgo = new Date(now.getTime() - SESSION_LIFE_MS - 1000);
  for (const at of [longAgo, now]) {
    await createSession(queries, { personId, device: null, ip: null, now: at });
    await storeCode(queries, {
      contact: { channel: 'phone', address: at === now ? '+989121112233' : '+989121112244' },
      codeHash: new Uint8Array(32),
      attempts: 5,
      lifeMs: 300_000,
      resendMs: 0,
      unlessBefore: null,
      now: at,
    });
    const ticket = { documentId: personId, personId, sessionId: null, run: null, schemaVersion: 1, now: at };
    await createTicket(queries, ticket);
    const keyHash = new TextEncoder().encode(at.toISOString());
    const request = { personId, keyHash, requestHash: new Uint8Array(32), organizationId: null };
    await claimKey(queries, request, at);
  }
  const left = async () =>
    Object.fromEntries(
      await Promise.all(
        ['sessions', 'one_time_codes', 'collab_tickets', 'idempotency_keys'].map(async (table) => {
          const [row] = await built.owner.sql<{ count: number }>(
            `select count(*)::integer as count from ${table}`,
          );
          return [table, row?.count] as const;
        }),
      ),
    );
  expect(await left()).toEqual({ sessions: 2, one_time_codes: 2, collab_tickets: 2, idempotency_keys: 2 });
  await deleteExpired(built.database);
  expect(await left()).toEqual({ sessions: 1, one_time_codes: 1, collab_tickets: 1, idempotency_keys: 1 });
});
