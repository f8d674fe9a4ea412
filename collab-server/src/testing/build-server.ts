import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseSettings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { createLocalSignals, type Signals } from '@hamnevis/db/signals/signals';
import { type Logger, pino } from 'pino';
import { type CollabServer, startCollabServer } from '../server.ts';

export interface TestServer {
  collab: CollabServer;
  signals: Signals;
  /** `ws://127.0.0.1:<port>` */
  url: string;
  stop(): Promise<void>;
}

interface Options {
  settings?: Record<string, string>;
  signals?: Signals;
  port?: number;
  nodeId?: string;
  log?: Logger;
}

/** A collab-server on a port of its own. */
export async function buildServer(database: Database, options: Options = {}): Promise<TestServer> {
  const parsed = parseSettings({ COLLAB_UPDATES_PER_SECOND: '100000', ...options.settings });
  if (!parsed.ok)
    throw new Error(parsed.faults.map((fault) => `${fault.setting} ${fault.message}`).join(', '));
  const signals = options.signals ?? createLocalSignals();
  const collab = startCollabServer({
    database,
    signals,
    settings: parsed.settings,
    log: options.log ?? pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    ...(options.nodeId ? { nodeId: options.nodeId } : {}),
  });
  const http: Server = createServer();
  http.on('upgrade', (request, socket, head) => {
    if (!collab.handleUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((listening) => http.listen(options.port ?? 0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  return {
    collab,
    signals,
    url: `ws://127.0.0.1:${port}`,
    async stop() {
      await collab.stop();
      await new Promise((closed) => http.close(closed));
    },
  };
}
