// The worker as a program of its own. (`npm start` runs it together with the others instead.)
import { createServer } from 'node:http';
import { answerAboutProgram } from '@hamnevis/db/program/answer-about-program';
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { startWorker } from './worker.ts';
import { workerFigures } from './worker-figures.ts';

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
let stopping = false;
if (settings.WORKER_PORT === undefined) log.info('the worker is ready');
else answerAt(settings.WORKER_PORT);

/** It serves nobody; whoever watches over it asks here. */
function answerAt(port: number): void {
  const about = {
    dependencies: {
      database: () => services.database.sql('select 1'),
      queues: () => services.queues.ping(),
    },
    figures: () => workerFigures(worker.metrics()),
    metricsToken: settings.METRICS_TOKEN,
    isStopping: () => stopping,
  };
  const server = createServer((request, response) => void answerAboutProgram(about, request, response));
  server.on('error', (error) => fail([`the port cannot be opened: ${error.message}`]));
  server.listen(port, settings.HOST, () => log.info({ address: server.address() }, 'the worker is ready'));
}

stopOnSignal(async () => {
  stopping = true;
  await worker.stop();
  await services.close();
});
