// `npm run services`: a fresh Postgres with pgvector and a Redis to develop against, until Ctrl-C.
import { once } from 'node:events';
import { realServices } from '../test-runner/real-services.ts';

const services = await realServices();
if (!services.had) {
  console.error(`hamnevis: ${services.reason}`);
  process.exit(1);
}
const { environment, describe, stop } = services.value;
console.log(describe);
for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`);
console.log('Ctrl-C ends both and removes what they hold.');
const keepAlive = setInterval(() => undefined, 60_000);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(keepAlive);
await stop();
