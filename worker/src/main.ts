// The worker as a program of its own. (`npm start` runs it together with the others instead.)
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { startWorker } from './worker.ts';

const { settings, log, services } = await openProgram('worker');
if (settings.COLLAB_URL === undefined) {
  fail(['setting COLLAB_URL is needed by the worker alone: where the collab-server listens']);
}
const worker = await startWorker({
  database: services.database,
  signals: services.signals,
  queues: services.queues,
  settings,
  log,
});
log.info('the worker is ready');

stopOnSignal(async () => {
  await worker.stop();
  await services.close();
});
