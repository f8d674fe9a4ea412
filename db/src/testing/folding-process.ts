// Folds and snapshots the one document of a database over and over in a process of its own, for a test that kills it
// in the middle. Arguments: the database's place as JSON, the document's id. Says a line before each write.

import * as Y from 'yjs';
import { connectDatabase, type DatabasePlace, migrateDatabase } from '../connect.ts';
import { foldDocument } from '../log/fold.ts';
import { foldLog } from '../log/fold-log.ts';
import { documentFromLog, loadLog } from '../log/load.ts';

const ROWS_AT_ONCE = 12;

const place = JSON.parse(process.argv[2] ?? '{}') as DatabasePlace;
const documentId = process.argv[3] as string;
const connected = await connectDatabase(place);
await migrateDatabase(connected, place);
const database = {
  ...connected,
  sql: <Row extends Record<string, unknown>>(text: string, parameters?: unknown[]) => {
    const write = /keep_segment|join_segments|fold_document/.exec(text);
    if (write) process.stdout.write(`${write[0]}\n`);
    return connected.sql<Row>(text, parameters);
  },
};
for (;;) {
  const [{ folded, head } = { folded: 0, head: 0 }] = await database.sql<{ folded: number; head: number }>(
    `select coalesce(max(to_sequence), 0)::integer as folded,
       (select sequence::integer from heads_of(array[$1::uuid])) as head
     from segments_of($1::uuid, 1, 1000000)`,
    [documentId],
  );
  const upTo = Math.min(folded + ROWS_AT_ONCE, head - 1);
  const sequence = Math.max(upTo, 1);
  const document = documentFromLog(await loadLog(database, documentId, sequence));
  const [state, stateVector] = [Y.encodeStateAsUpdate(document), Y.encodeStateVector(document)];
  await foldDocument(database, { documentId, sequence, state, stateVector, wordCount: 1 });
  if (upTo === folded) break;
  await foldLog(database, documentId, { after: folded, upTo });
}
await connected.close();
process.stdout.write('done\n');
