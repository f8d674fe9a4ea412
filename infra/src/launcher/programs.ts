// The three programs in one process, behind one port. They meet in the services that they are given, exactly as
// they would meet in Postgres and Redis when they run apart.
import { type Api, createApi } from '@hamnevis/api/app';
import type { ApiDependencies } from '@hamnevis/api/services';
import { collabFigures } from '@hamnevis/collab-server/metrics/collab-figures';
import { startCollabServer } from '@hamnevis/collab-server/server';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Services } from '@hamnevis/db/open-services';
import type { Figure } from '@hamnevis/db/program/figures';
import { startWorker } from '@hamnevis/worker/worker';
import { workerFigures } from '@hamnevis/worker/worker-figures';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Drain } from './drain.ts';
import type { Behind } from './http-front.ts';
import { StartFault } from './start-fault.ts';

/** Parts of the API that a product under test brings along. */
export type BroughtParts = Pick<ApiDependencies, 'imageFetcher'>;

export interface ProgramsGiven {
  settings: Settings;
  services: Services;
  log: Logger;
  clientDir: string;
  drain: Drain;
  brought: BroughtParts;
}

/** Starts api, collab-server and worker, and adds their ends to the drain in the order in which they must go. */
export async function startPrograms({
  settings,
  services,
  log,
  clientDir,
  drain,
  brought,
}: ProgramsGiven): Promise<Behind> {
  const { database, signals, queues } = services;
  /** What the other two count; asked from the moment that they stand. */
  const others: (() => Figure[])[] = [];
  const api = createApiOrSay({
    database,
    signals,
    queues,
    settings,
    clientDir,
    log: log.child({ program: 'api' }),
    figures: () => others.flatMap((figures) => figures()),
    ...brought,
  });
  drain.add('api', () => api.close());
  const collab = await startCollabServer({
    database,
    signals,
    settings,
    log: log.child({ program: 'collab-server' }),
  });
  others.push(() => collabFigures(collab.metrics()));
  drain.add('collab-server', () => collab.stop());
  const worker = await startWorker({
    database,
    signals,
    queues,
    settings,
    log: log.child({ program: 'worker' }),
  });
  others.push(() => workerFigures(worker.metrics()));
  // Goes before the sockets do: a run that is let go writes its last words through them.
  drain.add('worker', () => worker.stop());
  const listener = getRequestListener(api.fetch, { overrideGlobalObjects: false });
  return {
    request: listener,
    upgrade: (request, socket, head) => collab.handleUpgrade(request, socket, head),
  };
}

/** The API refuses settings that ask for what cannot be, each with one line for the person at the console. */
function createApiOrSay(given: ApiDependencies): Api {
  try {
    return createApi(given);
  } catch (error) {
    throw new StartFault(error instanceof Error ? error.message : String(error));
  }
}
