// What one commit of the same bytes costs with nothing around it: the floor under any durable acknowledgement.
// Arguments: "postgres" and a URL, or "pglite" and a folder; commits; warm-up commits; milliseconds from one to the next
// (0: one right after the other; a machine that rests in between takes longer). Prints the samples as JSON.
import { setTimeout as pause } from 'node:timers/promises';
import { connectDatabase } from '@hamnevis/db/connect';
import * as Y from 'yjs';

const [kind = '', place = '', commits = '1000', warmUp = '200', pauseMs = '0'] = process.argv.slice(2);
const database = await connectDatabase(
  kind === 'postgres' ? { url: place, poolSize: 1, as: 'owner' } : { dataDir: place },
);
await database.sql(
  'create table if not exists bench_commits (id bigint generated always as identity, bytes bytea)',
);

const document = new Y.Doc();
const text = document.getText('t');
let bytes = new Uint8Array();
document.on('update', (update: Uint8Array) => {
  bytes = new Uint8Array(update);
});

const samplesMs: number[] = [];
for (let commit = -Number(warmUp); commit < Number(commits); commit += 1) {
  text.insert(text.length, 'آ');
  const began = performance.now();
  await database.sql('insert into bench_commits (bytes) values ($1)', [Buffer.from(bytes)]);
  if (commit >= 0) samplesMs.push(performance.now() - began);
  if (Number(pauseMs) > 0) await pause(Number(pauseMs));
}
await database.close();
console.log(JSON.stringify(samplesMs));
