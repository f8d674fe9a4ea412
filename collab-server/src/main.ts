// The collab-server as a program of its own. (`npm start` runs it together with the others instead.)
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { startCollabServer } from './server.ts';

const { settings, log, services } = await openProgram('collab-server');
const collab = startCollabServer({ ...services, settings, log });
let stopping = false;

const server = createServer((request, response) => void answer(request, response));
server.on('upgrade', (request, socket, head) => {
  if (!collab.handleUpgrade(request, socket, head)) socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
});
server.on('error', (error) => fail([`the port cannot be opened: ${error.message}`]));
server.listen(settings.PORT, settings.HOST, () =>
  log.info({ address: server.address() }, 'the sockets are open'),
);

/** `/livez`: the program runs; `/readyz`: it can serve, which it cannot without its database. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const status = await statusOf(request.url ?? '');
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
  response.end(status === 200 ? 'ok\n' : status === 503 ? 'not ready\n' : 'not found\n');
}

async function statusOf(path: string): Promise<number> {
  if (path === '/livez') return 200;
  if (path !== '/readyz') return 404;
  if (stopping) return 503;
  return services.database.sql('select 1').then(
    () => 200,
    () => 503,
  );
}

stopOnSignal(async () => {
  stopping = true;
  server.close();
  await collab.stop();
  await services.close();
});
