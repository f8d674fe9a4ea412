// What a program that runs apart answers about itself; the API has its own in its routes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FIGURES_CONTENT_TYPE, type Figure, writeFigures } from './figures.ts';
import { historyAlarmFigures } from './history-alarm-figures.ts';
import { holdsToken, isLocal } from './insider.ts';

/** How long something that a program cannot do without may take to answer. */
const PATIENCE_MS = 2000;

export interface AboutProgram {
  /** What it cannot serve without; each rejects while it is away. */
  dependencies: Readonly<Record<string, () => Promise<unknown>>>;
  /** What it counts. */
  figures: () => readonly Figure[];
  /** Opens `/metrics` to whoever is not on this machine. */
  metricsToken: string | undefined;
  isStopping: () => boolean;
}

/**
 * `/livez`: the program runs; `/readyz`: it can serve, which it cannot while something is away that it needs; `/health`:
 * the same of each in JSON; `/metrics`: what it counts, for this machine and for whoever holds the token. Everything else
 * is 404.
 */
export async function answerAboutProgram(
  about: AboutProgram,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [status, type, text] = await answerTo(about, request);
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(text);
}

type Answer = [status: number, type: string, text: string];

async function answerTo(about: AboutProgram, request: IncomingMessage): Promise<Answer> {
  switch (request.url) {
    case '/livez':
      return [200, 'text/plain', 'ok\n'];
    case '/readyz': {
      const { isOk } = await healthOf(about);
      return isOk ? [200, 'text/plain', 'ok\n'] : [503, 'text/plain', 'not ready\n'];
    }
    case '/health': {
      const { isOk, dependencies } = await healthOf(about);
      const health = JSON.stringify({ state: isOk ? 'ok' : 'down', dependencies });
      return [isOk ? 200 : 503, 'application/json', health];
    }
    case '/metrics':
      if (isInsider(request, about.metricsToken)) {
        return [200, FIGURES_CONTENT_TYPE, writeFigures([...about.figures(), ...historyAlarmFigures()])];
      }
      break;
    default:
  }
  return [404, 'text/plain', 'not found\n'];
}

async function healthOf({ dependencies, isStopping }: AboutProgram) {
  const states = await Promise.all(
    Object.entries(dependencies).map(async ([name, ask]) => [name, { state: await stateOf(ask) }] as const),
  );
  const isOk = !isStopping() && states.every(([, { state }]) => state === 'ok');
  return { isOk, dependencies: Object.fromEntries(states) };
}

async function stateOf(ask: () => Promise<unknown>): Promise<'ok' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, 'down');
  });
  try {
    return await Promise.race([ask().then(() => 'ok' as const), late]);
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}

function isInsider({ socket, headers }: IncomingMessage, token: string | undefined): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return isLocal(address, (name) => name in headers) || holdsToken(bearer, token);
}
