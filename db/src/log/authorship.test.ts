import { randomUUID } from 'node:crypto';
import { sharesOf } from '@hamnevis/core/history/attribution';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildDatabase, type TestDatabase } from '../testing/build-database.ts';
import { readAuthorship } from './authorship.ts';

let test_: TestDatabase;
beforeAll(async () => {
  test_ = await buildDatabase();
});
afterAll(() => test_.drop());

const MARYAM = randomUUID();
const REZA = randomUUID();

/** A log of two people typing a letter a row, straight into the tables; goes on where it ended. */
function buildLog() {
  const documentId = randomUUID();
  const document = new Y.Doc({ gc: false });
  const clients = [
    { id: 11, person: MARYAM },
    { id: 12, person: REZA },
  ] as const;
  let sequence = 0;
  document.clientID = 11;
  const text = new Y.XmlText();
  return {
    documentId,
    document,
    async type(rows: number) {
      const { owner } = test_;
      const updates: { update: Uint8Array; person: string }[] = [];
      for (let count = 0; count < rows; count += 1) {
        const client = clients[sequence % 7 === 0 ? 1 : 0];
        document.clientID = client.id;
        const before = Y.encodeStateVector(document);
        document.transact(() => {
          if (sequence === 0) {
            const paragraph = new Y.XmlElement('paragraph');
            document.getXmlFragment('default').insert(0, [paragraph]);
            paragraph.insert(0, [text]);
          }
          text.insert(Math.floor(text.length / 2), sequence % 6 === 5 ? ' ' : 'م');
        });
        updates.push({ update: Y.encodeStateAsUpdate(document, before), person: client.person });
        sequence += 1;
      }
      await owner.sql(
        `insert into document_heads (document_id, organization_id, sequence) values ($1, $2, $3)
         on conflict (document_id) do update set sequence = excluded.sequence`,
        [documentId, randomUUID(), sequence],
      );
      for (const { id, person } of clients)
        await owner.sql(
          `insert into document_clients (document_id, client_id, person_id) values ($1, $2, $3)
           on conflict do nothing`,
          [documentId, id, person],
        );
      const first = sequence - rows;
      for (const [index, { update, person }] of updates.entries())
        await owner.sql(
          `insert into document_updates (document_id, sequence, request_id, update, actor_id, kind)
           values ($1, $2, $3, $4, $5, 'edit')`,
          [documentId, first + index + 1, randomUUID(), update, person],
        );
    },
  };
}

const patient = { budgetMs: 60_000 };

async function sharesIn(documentId: string) {
  const { authorship, head } = await readAuthorship(test_.database, documentId, patient);
  expect(authorship.sequence).toBe(head);
  return sharesOf(authorship.document, authorship.attribution(), 'fa').authors.map(
    ({ personId, characters }) => [personId, characters],
  );
}

async function checkpointOf(documentId: string): Promise<number | undefined> {
  const [row] = await test_.owner.sql<{ sequence: string | number }>(
    'select sequence from document_authorship where document_id = $1',
    [documentId],
  );
  return row && Number(row.sequence);
}

test('authorship goes on from its checkpoint, and says the same as from the beginning', async () => {
  const log = buildLog();
  await log.type(700);
  const first = await sharesIn(log.documentId);
  expect(await checkpointOf(log.documentId)).toBe(700);
  await log.type(60);
  // The rows of old are not read any more: without them it still knows.
  await test_.owner.sql('delete from document_updates where document_id = $1 and sequence <= 700', [
    log.documentId,
  ]);
  const [maryam, reza] = await sharesIn(log.documentId);
  expect(maryam?.[0]).toBe(MARYAM);
  expect(reza?.[0]).toBe(REZA);
  expect(Number(maryam?.[1]) + Number(reza?.[1])).toBe(
    (log.document.getXmlFragment('default').get(0) as Y.XmlElement).toString().replace(/<[^>]+>|\s/g, '')
      .length,
  );
  expect(Number(maryam?.[1])).toBeGreaterThan(Number(first[0]?.[1]));
  // Sixty rows are not worth a new checkpoint.
  expect(await checkpointOf(log.documentId)).toBe(700);
});

test('a broken checkpoint is worked out anew', async () => {
  const log = buildLog();
  await log.type(600);
  const sound = await sharesIn(log.documentId);
  await test_.owner.sql(
    `update document_authorship set history = '\\x00', sequence = 9999 where document_id = $1`,
    [log.documentId],
  );
  expect(await sharesIn(log.documentId)).toEqual(sound);
  expect(await checkpointOf(log.documentId)).toBe(600);
});

test('a reading that runs out of time keeps how far it came, and the next goes on', async () => {
  const log = buildLog();
  await log.type(2500);
  const sequences: number[] = [];
  for (;;) {
    const reading = await readAuthorship(test_.database, log.documentId, { budgetMs: 0 });
    sequences.push(reading.authorship.sequence);
    if (reading.isCurrent || sequences.length > 9) break;
  }
  expect(sequences).toEqual([1000, 2000, 2500]);
});
