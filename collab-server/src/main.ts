// The collab-server as a program of its own. (`npm start` runs it together with the others instead.)
import { createServer } from 'node:http';
import { answerAboutProgram } from '@hamnevis/db/program/answer-about-program';
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { collabFigures } from './metrics/collab-figures.ts';
import { startCollabServer } from './server.ts';

const { settings, log, services } = await openProgram('collab-server');
const collab = startCollabServer({ ...services, settings, log });
let stopping = false;

const about = {
  dependencies: { database: () => services.database.sql('select 1') },
  figures: () => collabFigures(collab.metrics()),
  metricsToken: settings.METRICS_TOKEN,
  isStopping: () => stopping,
};
const server = createServer((request, response) => void answerAboutProgram(about, request, response));
server.on('upgrade', (request, socket, head) => {
  if (!collab.handleUpgrade(request, socket, head)) socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
});
server.on('error', (error) => fail([`the port cannot be opened: ${error.message}`]));
server.listen(settings.PORT, settings.HOST, () =>
  log.info({ address: server.address() }, 'the sockets are open'),
);

stopOnSignal(async () => {
  stopping = true;
  server.close();
  await collab.stop();
  await services.close();
});
