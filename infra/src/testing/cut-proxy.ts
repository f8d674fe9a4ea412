import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A line between one browser and the server that can be cut and joined again, as a network can. */
export interface CutProxy {
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Lets new connections through again. */
  join(): void;
  /** Half-open: what is open stays open, and nothing comes through it any more. New connections do come through. */
  freeze(): void;
  /** As when the machine at the other end has gone: what is open is half-open, and what is new is never answered. */
  silence(): void;
  close(): Promise<void>;
}

/** A line that is far and bad. TCP hides a lost packet behind a pause: what comes after it waits too. */
export interface BadLine {
  /** One way. */
  delayMs: number;
  /** Share of packets that are lost once. */
  loss: number;
  /** How long until a lost packet comes the second time. */
  repeatMs: number;
}

/** Starts a line on a free loopback port to the server at `target` (an http URL). */
export async function startCutProxy(target: string, line?: BadLine): Promise<CutProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<net.Socket>();
  const frozen = new WeakSet<net.Socket>();
  let isCut = false;
  let isSilent = false;
  const server = net.createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    if (isSilent) {
      open.add(client);
      client.on('close', () => open.delete(client));
      client.on('error', () => client.destroy());
      client.resume();
      return;
    }
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // A reset of one side is the other side's end; both are torn down together below.
      socket.on('error', () => socket.destroy());
    }
    // Who is behind a frozen line does not hear that the other end has gone.
    client.on('close', () => frozen.has(upstream) || upstream.destroy());
    upstream.on('close', () => frozen.has(client) || client.destroy());
    if (line) {
      forward(client, upstream, line);
      forward(upstream, client, line);
    } else {
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.on('data', (bytes) => {
          if (frozen.has(from) || to.destroyed) return;
          if (!to.write(bytes)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
        });
      }
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sever = () => {
    for (const socket of open) socket.destroy();
  };
  const freeze = () => {
    for (const socket of open) frozen.add(socket);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      sever();
    },
    join() {
      isCut = false;
      isSilent = false;
    },
    freeze,
    silence() {
      isSilent = true;
      freeze();
    },
    async close() {
      sever();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(from: net.Socket, to: net.Socket, { delayMs, loss, repeatMs }: BadLine): void {
  const onTheWay: { bytes: Buffer; at: number }[] = [];
  from.on('data', (bytes) => {
    const at = performance.now() + delayMs + (Math.random() < loss ? repeatMs : 0);
    // Nothing overtakes: timers of different length may, so each takes whatever is due in its turn.
    onTheWay.push({ bytes, at: Math.max(at, onTheWay.at(-1)?.at ?? 0) });
    setTimeout(deliver, Math.ceil(at - performance.now()) + 1);
  });
  function deliver(): void {
    const now = performance.now();
    while (onTheWay[0] && onTheWay[0].at <= now) {
      const next = onTheWay.shift();
      if (next && !to.destroyed) to.write(next.bytes);
    }
    if (onTheWay[0]) setTimeout(deliver, Math.ceil(onTheWay[0].at - now) + 1);
  }
}
