// Many collab-servers behind one port, each of which can be killed: its sockets break at once, what it asked of the
// database may still happen, and nothing that it had in memory is left. The node of a socket stands in its URL.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseSettings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import type { Signals } from '@hamnevis/db/signals/signals';
import { pino } from 'pino';
import { startCollabServer } from '../server.ts';
import { buildFaultyDatabase, type FaultyDatabase } from './faulty-database.ts';

export interface KillableNode {
  /** Its address for a path that has no query yet. */
  urlOf(path: string): string;
  database: FaultyDatabase;
  kill(): void;
}

export interface NodeHost {
  /** `signals` are the node's own: they die with it. */
  startNode(options: { signals: Signals; snapshotEvery: number }): KillableNode;
  /** Resolves when every node that was killed has let go of its timers, and the port is closed. */
  stop(): Promise<void>;
}

export async function buildNodeHost(real: Database): Promise<NodeHost> {
  const nodes = new Map<string, { collab: ReturnType<typeof startCollabServer>; sockets: Set<Duplex> }>();
  const dying = new Set<Promise<void>>();
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  let count = 0;
  const http = createServer();
  http.on('upgrade', (request, socket, head) => {
    const name = new URL(request.url ?? '/', 'http://host.invalid').searchParams.get('node') ?? '';
    const node = nodes.get(name);
    if (!node) return socket.destroy();
    node.sockets.add(socket);
    socket.on('close', () => node.sockets.delete(socket));
    if (!node.collab.handleUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  return {
    startNode({ signals, snapshotEvery }) {
      count += 1;
      const name = `n${count}`;
      const database = buildFaultyDatabase(real);
      const parsed = parseSettings({
        COLLAB_UPDATES_PER_SECOND: '100000',
        COLLAB_SNAPSHOT_EVERY: String(snapshotEvery),
        COLLAB_IDLE_SECONDS: '1',
      });
      if (!parsed.ok) throw new Error('the settings are not valid');
      const collab = startCollabServer({
        database: database.database,
        signals,
        settings: parsed.settings,
        log,
        nodeId: name,
      });
      const sockets = new Set<Duplex>();
      nodes.set(name, { collab, sockets });
      return {
        urlOf: (path) => `ws://127.0.0.1:${port}${path}?node=${name}`,
        database,
        kill() {
          nodes.delete(name);
          database.kill();
          for (const socket of sockets) socket.destroy();
          void signals.close();
          // A dead process has no timers; a dead object must be told.
          const gone = collab.stop().finally(() => dying.delete(gone));
          dying.add(gone);
        },
      };
    },
    async stop() {
      await Promise.all(dying);
      await new Promise((closed) => http.close(closed));
    },
  };
}
