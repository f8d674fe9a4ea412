// Stock Hocuspocus. Argument: a Postgres URL to store documents in, as its database extension does with the whole
// state after its own pauses; without one it only has them in memory.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Server } from '@hocuspocus/server';
import postgres from 'postgres';
import * as Y from 'yjs';
import { answerQuestions, processAnswers } from './questions.ts';

const [databaseUrl] = process.argv.slice(2);
const sql = databaseUrl ? postgres(databaseUrl, { onnotice: () => {} }) : null;
await sql?.unsafe(`create table if not exists bench_stock (name text primary key, state bytea not null)`);
const given = new Map<string, Uint8Array>();

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: true,
  async onLoadDocument({ document, documentName }) {
    const [row] = sql ? await sql`select state from bench_stock where name = ${documentName}` : [];
    const state = (row?.state as Uint8Array | undefined) ?? given.get(documentName);
    if (state) Y.applyUpdate(document, state);
  },
  ...(sql
    ? {
        async onStoreDocument({ document, documentName }) {
          const state = Buffer.from(Y.encodeStateAsUpdate(document));
          await sql`insert into bench_stock values (${documentName}, ${state})
                    on conflict (name) do update set state = excluded.state`;
        },
      }
    : {}),
});
await server.listen();

answerQuestions(
  {
    ...processAnswers,
    async documents({ count, stateFile }) {
      const names = Array.from({ length: count }, () => randomUUID());
      const state = stateFile ? readFileSync(stateFile) : null;
      for (const name of names) {
        if (!state) continue;
        if (sql) await sql`insert into bench_stock values (${name}, ${state})`;
        else given.set(name, state);
      }
      return names.map((name) => ({ name, token: 'none' }));
    },
    heldDocuments: () => server.hocuspocus.getDocumentsCount(),
    isAtRest: () => true,
  },
  `ws://127.0.0.1:${server.address.port}`,
);
