// Collab-server and worker in one process on the embedded database, so that a story can kill both at once. What
// it needs stands in its settings; it prints one line when it is ready.
import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
import { readSettings } from '@hamnevis/db/read-settings';
import { pino } from 'pino';
import { makeImportsQuick } from '../launcher/quick-imports.ts';

// As the launcher begins.
makeImportsQuick();
const [{ startCollabServer }, { openServices }, { startWorker }] = await Promise.all([
  import('@hamnevis/collab-server/server'),
  import('@hamnevis/db/open-services'),
  import('@hamnevis/worker/worker'),
]);

const result = readSettings(process.env);
if (!result.ok) throw new Error(JSON.stringify(result.faults));
const { settings } = result;
const log = pino({ level: settings.LOG_LEVEL });
const { database, signals, queues } = await openServices(settings, (error) => log.warn(error));
const collab = startCollabServer({ database, signals, settings, log });
const http = createServer();
http.on('upgrade', (request, socket, head) => {
  if (!collab.handleUpgrade(request, socket, head)) socket.destroy();
});
await new Promise<void>((resolve) => http.listen(settings.PORT, settings.HOST, resolve));
await startWorker({ database, signals, queues, settings, log });
console.log('ready');
// Node keeps what it compiled when a process ends, and this one is killed.
flushCompileCache();
