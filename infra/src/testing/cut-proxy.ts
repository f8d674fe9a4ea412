import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A line between one browser and the server that can be cut and joined again, as a network can. */
export interface CutProxy {
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Lets connections through again. */
  join(): void;
  close(): Promise<void>;
}

/** Starts a line on a free loopback port to the server at `target` (an http URL). */
export async function startCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<net.Socket>();
  let isCut = false;
  const server = net.createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // A reset of one side is the other side's end; both are torn down together below.
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sever = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      sever();
    },
    join() {
      isCut = false;
    },
    async close() {
      sever();
      server.close();
      await once(server, 'close');
    },
  };
}
