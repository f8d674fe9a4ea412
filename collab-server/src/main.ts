// The collab-server as a program of its own. (`npm start` runs it together with the others instead.)
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { FIGURES_CONTENT_TYPE, writeFigures } from '@hamnevis/db/program/figures';
import { holdsToken, isLocal } from '@hamnevis/db/program/insider';
import { fail, openProgram, stopOnSignal } from '@hamnevis/db/program/open-program';
import { collabFigures } from './metrics/collab-figures.ts';
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

/**
 * `/livez`: the program runs; `/readyz`: it can serve, which it cannot without its database; `/health`: the same in JSON;
 * `/metrics`: what it counts, for this machine and for whoever holds the token.
 */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [status, type, text] = await answerTo(request);
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(text);
}

async function answerTo(request: IncomingMessage): Promise<[status: number, type: string, text: string]> {
  switch (request.url) {
    case '/livez':
      return [200, 'text/plain', 'ok\n'];
    case '/readyz':
      return (await isReady()) ? [200, 'text/plain', 'ok\n'] : [503, 'text/plain', 'not ready\n'];
    case '/health': {
      const state = (await isReady()) ? 'ok' : 'down';
      const health = JSON.stringify({ state, dependencies: { database: { state } } });
      return [state === 'ok' ? 200 : 503, 'application/json', health];
    }
    case '/metrics':
      if (isInsider(request))
        return [200, FIGURES_CONTENT_TYPE, writeFigures(collabFigures(collab.metrics()))];
      break;
    default:
  }
  return [404, 'text/plain', 'not found\n'];
}

function isInsider({ socket, headers }: IncomingMessage): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return isLocal(address, (name) => name in headers) || holdsToken(bearer, settings.METRICS_TOKEN);
}

async function isReady(): Promise<boolean> {
  if (stopping) return false;
  return services.database.sql('select 1').then(
    () => true,
    () => false,
  );
}

stopOnSignal(async () => {
  stopping = true;
  server.close();
  await collab.stop();
  await services.close();
});
