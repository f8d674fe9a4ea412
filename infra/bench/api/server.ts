// The API as it runs in production, with the demo library in it, and an empty Hono route beside it in the same process.
// Argument: JSON of settings. Prints one line of JSON when it answers; ends with its parent.
import type { AddressInfo } from 'node:net';
import { createApi } from '@hamnevis/api/app';
import { parseSettings } from '@hamnevis/core/settings/settings';
import { connectDatabase, migrateDatabase } from '@hamnevis/db/connect';
import { databasePlace } from '@hamnevis/db/open-services';
import { findPersonByContact } from '@hamnevis/db/queries/people';
import { createSession } from '@hamnevis/db/queries/sessions';
import { transact } from '@hamnevis/db/queries/transact';
import { connectQueues } from '@hamnevis/db/queues/connect-queues';
import { createLocalSignals, createRedisSignals } from '@hamnevis/db/signals/signals';
import { type HttpBindings, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { destination, pino } from 'pino';
import { DEMO_PEOPLE } from '../../src/demo-data/demo-people.ts';
import { seedDemo } from '../../src/demo-data/seed-demo.ts';

/** What the load is told. */
export interface Served {
  api: string;
  empty: string;
  token: string;
}

/** What the server has spent so far. */
export interface Spent {
  statements: number;
  processorMs: number;
}

const parsed = parseSettings(JSON.parse(process.argv[2] ?? '{}') as Record<string, string>);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
const { settings } = parsed;
const place = databasePlace(settings);
let statements = 0;
const database = await connectDatabase(place, () => {
  statements += 1;
});
await migrateDatabase(database, place);
await seedDemo(database);
const onError = (error: Error) => console.error(error);
const api = createApi({
  database,
  settings,
  // Written, as in production, and read by nobody.
  log: pino({ level: 'info' }, destination('/dev/null')),
  signals: settings.REDIS_URL
    ? createRedisSignals(settings.REDIS_URL, 'bench', onError)
    : createLocalSignals(),
  queues: await connectQueues(
    settings.REDIS_URL ? { redisUrl: settings.REDIS_URL, prefix: 'bench' } : { database },
    onError,
  ),
});
const empty = new Hono<{ Bindings: HttpBindings }>();
empty.get('/', (c) => c.json({ ok: true }));
// What no route that asks the database can go below.
empty.get('/statement', async (c) => c.json(await database.sql('select 1 as one')));
empty.get('/transaction', async (c) => c.json(await transact(database, null, async () => null)));
empty.get('/spent', (c) => {
  const { user, system } = process.cpuUsage();
  return c.json({ statements, processorMs: (user + system) / 1000 } satisfies Spent);
});

const { email } = DEMO_PEOPLE[0];
const person = await findPersonByContact(database.queries, { channel: 'email', address: email });
if (!person) throw new Error('the demo has nobody');
const { token } = await createSession(database.queries, {
  personId: person.id,
  device: 'bench',
  ip: null,
  now: new Date(),
});
const served: Served = { api: await listen(api.fetch), empty: await listen(empty.fetch), token };
process.on('disconnect', () => process.exit(0));
process.send?.(served);

function listen(fetch: Parameters<typeof serve>[0]['fetch']): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
    // A connection that waits for the other ones of a round is not to be cut meanwhile.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = 60_000;
  });
}
