import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings } from '@hamnevis/core/settings/settings';
import { claimKey } from '@hamnevis/db/queries/idempotency';
import { storeCode } from '@hamnevis/db/queries/one-time-codes';
import { insertPerson } from '@hamnevis/db/queries/people';
import { createSession, SESSION_LIFE_MS } from '@hamnevis/db/queries/sessions';
import { createTicket } from '@hamnevis/db/queries/tickets';
import { connectQueues } from '@hamnevis/db/queues/connect-queues';
import { createLocalSignals } from '@hamnevis/db/signals/signals';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorker } from '../worker.ts';
import { deleteExpired } from './sweep.ts';

let built: TestDatabase;
let personId: string;
beforeAll(async () => {
  built = await buildDatabase();
  const person = await insertPerson(built.owner.queries, {
    name: 'x',
    phone: '+989121112233',
    email: null,
    color: 'p1',
    language: 'fa',
  });
  personId = person.id;
});
afterAll(() => built.drop());

const longAgo = () => new Date(Date.now() - SESSION_LIFE_MS - 1000);

/** One of each of what expires, as it was begun at that moment. */
async function begin(at: Date, address: string): Promise<void> {
  const { queries } = built.owner;
  await createSession(queries, { personId, device: null, ip: null, now: at });
  await storeCode(queries, {
    contact: { channel: 'phone', address },
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

async function left(): Promise<Record<string, number>> {
  const tables = ['sessions', 'one_time_codes', 'collab_tickets', 'idempotency_keys'];
  const [row] = await built.owner.sql<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*)::integer from ${table}) as ${table}`).join(', ')}`,
  );
  return { ...row };
}
const each = (count: number) => ({
  sessions: count,
  one_time_codes: count,
  collab_tickets: count,
  idempotency_keys: count,
});

test('what has expired goes: sessions, codes, tickets, idempotency keys; what holds stays', async () => {
  await begin(longAgo(), '+989121112244');
  await begin(new Date(), '+989121112233');
  expect(await left()).toEqual(each(2));
  await deleteExpired(built.database);
  expect(await left()).toEqual(each(1));
});

test('a running worker does that every ten minutes, by its own schedule', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-sweep-'));
  const redisUrl = process.env.TEST_REDIS_URL;
  const fail = (error: Error) => {
    throw error;
  };
  const queues = await connectQueues(
    redisUrl ? { redisUrl, prefix: `sweep-${randomUUID()}` } : { database: built.database },
    fail,
  );
  const parsed = parseSettings({
    NODE_ENV: 'test',
    APP_SECRET: 'a pepper that only tests know, 32+',
    COLLAB_URL: 'ws://127.0.0.1:1/collab',
    DATA_DIR: dataDir,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const signals = createLocalSignals();
  const periods = new Map<string, number>();
  const worker = await startWorker({
    database: built.database,
    signals,
    settings: parsed.settings,
    log: pino({ level: 'silent' }),
    queues: {
      ...queues,
      // The one that is looked at, in the same way and sooner.
      async schedule(queue, id, everyMs, payload) {
        periods.set(id, everyMs);
        if (id === 'clean-up') await queues.schedule(queue, id, 200, payload);
      },
    },
  });
  try {
    expect(periods.get('clean-up')).toBe(10 * 60_000);
    const before = await left();
    // Twice: the first time it is due at once, the second because it is a schedule.
    for (const address of ['+989121112255', '+989121112266']) {
      await begin(longAgo(), address);
      await expect.poll(left).toEqual(before);
    }
    expect(worker.metrics().schedules.done).toBeGreaterThanOrEqual(2);
  } finally {
    await worker.stop();
    await queues.close();
    await signals.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
