// Stock Hocuspocus with nothing added: it acknowledges what it has in memory. The peer of the ack bench.
import { Server } from '@hocuspocus/server';

const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: true });
await server.listen();
console.log(`ready ${server.address.port}`);
