// The worker as a process of its own: `npm run start:worker`.

import { openServices } from '@hamnevis/db/open-services';
import { readSettings, settingFaultLines } from '@hamnevis/db/read-settings';
import { pino } from 'pino';
import { startWorker } from './worker.ts';

const result = readSettings(process.env);
if (!result.ok) {
  for (const line of settingFaultLines(result.faults)) console.error(line);
  process.exit(1);
}
const { settings } = result;
// The embedded database lives in one process, together with all three programs.
if (settings.DATABASE_URL === undefined) {
  console.error('setting DATABASE_URL is needed by the worker on its own; without it, use npm start');
  process.exit(1);
}
if (settings.COLLAB_URL === undefined) {
  console.error('setting COLLAB_URL is needed by the worker on its own: where the collab-server listens');
  process.exit(1);
}
const log = pino({ level: settings.LOG_LEVEL }).child({ program: 'worker' });
const services = await openServices(settings, (error) =>
  log.warn({ err: error }, 'a service is away; it is tried again'),
);
const worker = await startWorker({
  database: services.database,
  signals: services.signals,
  queues: services.queues,
  settings,
  log,
});
log.info('the worker is ready');

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await worker.stop();
  await services.close();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
