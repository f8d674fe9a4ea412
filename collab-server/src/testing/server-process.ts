// A collab-server in a process of its own, for tests that kill it. Argument: the database's place as JSON. Prints one
// line of JSON when it is ready, with tickets of a document that it makes when there is none.
import { connectDatabase, type DatabasePlace, migrateDatabase } from '@hamnevis/db/connect';
import { ownerOf } from '@hamnevis/db/testing/owner';
import { pino } from 'pino';
import { buildArticle, buildTicket } from './build-article.ts';
import { buildServer } from './build-server.ts';

/** What the process says when it is ready. */
export interface ServerReady {
  url: string;
  documentId: string;
  tickets: Record<'editor' | 'writer', string>;
}

const place = JSON.parse(process.argv[2] ?? '{}') as DatabasePlace;
const database = await connectDatabase(place);
await migrateDatabase(database, place);
const owner = await ownerOf(database, place);
const [found] = await owner.sql<{ id: string; organization_id: string }>(
  'select id, organization_id from documents limit 1',
);
const documentId = found?.id ?? (await buildArticle(owner)).documentId;
const people = await owner.sql<{ person_id: string; role: string }>(
  `select person_id, role from members m join documents d on d.organization_id = m.organization_id where d.id = $1`,
  [documentId],
);
const ticketOf = (role: string) =>
  buildTicket(owner, {
    documentId,
    personId: people.find((person) => person.role === role)?.person_id as string,
    expiresInMs: 600_000,
  });
const tickets = { editor: await ticketOf('editor'), writer: await ticketOf('writer') };
const server = await buildServer(database, {
  settings: { COLLAB_SNAPSHOT_EVERY: '50' },
  port: Number(process.argv[3] ?? 0),
  // Standard output is for the line above.
  log: pino({ level: 'warn' }, pino.destination(2)),
});
process.stdout.write(`${JSON.stringify({ url: server.url, documentId, tickets } satisfies ServerReady)}\n`);
