// The API as a program of its own. (`npm start` runs it together with the others instead.)
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openServices } from '@hamnevis/db/open-services';
import { hasAnybody } from '@hamnevis/db/queries/people';
import { createSetupToken } from '@hamnevis/db/queries/setup-links';
import { readSettings, settingFaultLines } from '@hamnevis/db/read-settings';
import { serve } from '@hono/node-server';
import pino from 'pino';
import { createApi } from './app.ts';

const DRAIN_MS = 4000;

const read = readSettings(process.env);
if (!read.ok) fail(settingFaultLines(read.faults));
const { settings } = read;
if (settings.embedded) {
  fail([
    'The API alone needs DATABASE_URL and REDIS_URL: the embedded database runs in one process (npm start).',
  ]);
}

const log = pino({ level: settings.LOG_LEVEL, base: { program: 'api' } });
const services = await openServices(settings, (error) => log.warn({ err: error }, 'a service is away'));
const built = fileURLToPath(new URL('../../client/dist', import.meta.url));
const api = (() => {
  try {
    return createApi({ ...services, settings, log, ...(existsSync(built) ? { clientDir: built } : {}) });
  } catch (error) {
    return fail([error instanceof Error ? error.message : String(error)]);
  }
})();
await offerSetup();
const server = serve({ fetch: api.fetch, hostname: settings.HOST, port: settings.PORT }, (address) =>
  log.info({ address: address.address, port: address.port }, 'the API answers'),
);
server.on('error', (error) => fail([`the port cannot be opened: ${error.message}`]));

/** On a server with nobody in it, prints the one-time link with which the first person becomes admin. */
async function offerSetup(): Promise<void> {
  const { queries } = services.database;
  if (await hasAnybody(queries)) return;
  const token = await createSetupToken(queries, new Date());
  const address = settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`;
  process.stdout.write(`Nobody is here yet. Whoever opens this link first becomes the admin (once, within 24 hours):
  ${address}/setup?token=${token}\n`);
}

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (!stopping) void stop();
    stopping = true;
  });
}

/** No new requests; those in flight may end; then the services are let go. */
async function stop(): Promise<void> {
  const cutOff = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
  clearTimeout(cutOff);
  api.close();
  await services.close();
  process.exit(0);
}

function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
