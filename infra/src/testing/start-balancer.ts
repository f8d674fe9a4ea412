import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** One address before several, as a load balancer in production is. */
export interface Balancer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  close(): Promise<void>;
}

/**
 * Gives each new connection to the next of `targets` (http URLs) that takes it; who is down is passed over. A connection
 * that stands ends when either end does.
 */
export async function startBalancer(targets: readonly string[]): Promise<Balancer> {
  const open = new Set<net.Socket>();
  let next = 0;
  const server = net.createServer((client) => {
    keep(client);
    forward(client, targets.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function keep(socket: net.Socket): void {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  }

  function forward(client: net.Socket, triesLeft: number): void {
    if (triesLeft === 0) return void client.destroy();
    const { hostname, port } = new URL(targets[next % targets.length] as string);
    next += 1;
    const target = net.connect(Number(port), hostname);
    keep(target);
    let stood = false;
    target.once('connect', () => {
      stood = true;
      client.pipe(target);
      target.pipe(client);
    });
    target.on('close', () => {
      if (stood) client.destroy();
      else forward(client, triesLeft - 1);
    });
    client.on('close', () => target.destroy());
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
