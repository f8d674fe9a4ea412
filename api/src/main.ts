// The API as a program of its own. (`npm start` runs it together with the others instead.)
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { hasAnybody } from '@hamnevis/db/queries/people';
import { createSetupToken } from '@hamnevis/db/queries/setup-links';
import { serve } from '@hono/node-server';
import { createApi } from './app.ts';

const DRAIN_MS = 4000;

const { settings, log, services } = await openProgram('api');
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

// No new requests; those in flight may end; then the services are let go.
stopOnSignal(async () => {
  const cutOff = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
  clearTimeout(cutOff);
  api.close();
  await services.close();
});
