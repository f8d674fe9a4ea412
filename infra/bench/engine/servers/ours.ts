// Our collab-server alone, as it runs in production. Argument: JSON of the database's place and settings.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildArticle, buildTicket } from '@hamnevis/collab-server/testing/build-article';
import { buildServer } from '@hamnevis/collab-server/testing/build-server';
import { connectDatabase, type DatabasePlace, migrateDatabase } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { foldDocument } from '@hamnevis/db/log/fold';
import { loadLog, updateV1 } from '@hamnevis/db/log/load';
import { ownerOf } from '@hamnevis/db/testing/owner';
import * as Y from 'yjs';
import { answerQuestions, processAnswers } from './questions.ts';

const { place, settings } = JSON.parse(process.argv[2] ?? '{}') as {
  place: DatabasePlace;
  settings: Record<string, string>;
};
const database = await connectDatabase(place);
await migrateDatabase(database, place);
const owner = await ownerOf(database, place);
const server = await buildServer(database, { settings });

async function makeDocument(stateFile: string | null): Promise<{ name: string; token: string }> {
  const { documentId, people } = await buildArticle(owner);
  const token = await buildTicket(owner, { documentId, personId: people.editor.id, expiresInMs: 3_600_000 });
  if (stateFile) {
    const [answer] = await appendUpdates(owner, [
      {
        documentId,
        requestId: randomUUID(),
        update: new Uint8Array(readFileSync(stateFile)),
        actorId: people.editor.id,
        run: null,
        epoch: 0,
        memberEpoch: 0,
        kind: 'import',
        clientIds: [],
      },
    ]);
    if (answer?.outcome !== 'ok') throw new Error(`the log answered ${answer?.outcome}`);
    const { sequence, updates } = await loadLog(database, documentId);
    const state = Y.mergeUpdates(updates.map(updateV1));
    const stateVector = Y.encodeStateVectorFromUpdate(state);
    await foldDocument(database, { documentId, sequence, state, stateVector, wordCount: 0 });
  }
  return { name: documentId, token };
}

answerQuestions(
  {
    ...processAnswers,
    async documents({ count, stateFile }) {
      const made: { name: string; token: string }[] = [];
      for (let index = 0; index < count; index += 1) made.push(await makeDocument(stateFile));
      return made;
    },
    heldDocuments: () => server.collab.metrics().documents,
    isAtRest: () => {
      const { documents, documentsAsleep } = server.collab.metrics();
      return documents === documentsAsleep;
    },
  },
  `${server.url}/collab`,
);
