// The server is killed with -9 under typing. Whatever it acknowledged must be in the log, once.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDatabase, type DatabasePlace } from '@hamnevis/db/connect';
import { buildDatabase } from '@hamnevis/db/testing/build-database';
import * as decoding from 'lib0/decoding';
import { afterAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { logRows, textOf, textOfLog } from './testing/build-article.ts';
import { buildPeer, firstText, synced, until } from './testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from './testing/build-raw-socket.ts';
import type { ServerReady } from './testing/server-process.ts';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 4);
/** Words that must have been acknowledged in all, spread over the rounds. */
const ACKNOWLEDGED = Number(process.env.KILL_ACKNOWLEDGED ?? 0);
const IN_FLIGHT = 20;
/** The one who stays stops to look up when so many words wait: on a busy machine a restart takes long, nobody types on blindly. */
const MOST_WAITING = 500;
const PROGRESS_EVERY_ROUNDS = 10;

test(
  'kill -9 under typing: no acknowledged word is lost or doubled, and clients go on by themselves',
  async () => {
    const { place, cleanUp } = await buildPlace();
    let server = await startServer(place, 0);
    const { url, documentId } = server.ready;
    const port = Number(new URL(url).port);
    let ticket = server.ready.tickets.editor;
    const stayer = buildPeer({ url }, documentId, () => ticket);
    await synced(stayer);
    stayer.type('.');
    await synced(stayer);
    const acknowledged: string[] = [];
    const stayed: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const writers = await Promise.all(
        [0, 1, 2].map((writer) => openWriter(server, `${round}-${writer}`, acknowledged)),
      );
      const before = acknowledged.length;
      const stopTyping = typeWhile(() => {
        if (stayer.provider.unsyncedChanges >= MOST_WAITING) return;
        const word = `<s${stayed.length}>`;
        stayed.push(word);
        // Without attributes Yjs remembers where the end is, and does not walk there through a long text.
        stayer.text().insert(stayer.text().length, word);
      });
      // So many that the last round reaches the sum, whatever chance gave the rounds before.
      const share = Math.max(0, ACKNOWLEDGED - before) / (ROUNDS - round);
      const least = before + share + 50 + Math.floor(Math.random() * 200);
      await until('acknowledged under load', () => acknowledged.length > least, 120_000);
      server.child.kill('SIGKILL');
      await server.exited;
      stopTyping();
      for (const writer of writers) writer.stop();
      server = await startServer(place, port);
      ticket = server.ready.tickets.editor;
      if ((round + 1) % PROGRESS_EVERY_ROUNDS === 0) {
        console.info(`${round + 1} kills of ${ROUNDS}, ${acknowledged.length} acknowledged words`);
      }
    }
    await until(
      'the one who stayed is saved',
      () => stayer.provider.isSynced && stayer.provider.unsyncedChanges === 0,
      20_000,
    );
    const stayersText = textOf(stayer.doc);
    stayer.stop();
    server.child.kill('SIGKILL');
    await server.exited;

    const database = await connectDatabase('url' in place ? { ...place, as: 'owner' } : place);
    const text = await textOfLog(database, documentId);
    const rows = await logRows(database, documentId);
    await database.close();
    await cleanUp();
    console.info(`${ROUNDS} kills, ${acknowledged.length} acknowledged words, ${rows.length} rows`);
    const times = new Map<string, number>();
    for (const word of text.match(/<[^<>]*>/g) ?? []) times.set(word, (times.get(word) ?? 0) + 1);
    const lost = acknowledged.filter((word) => times.get(word) !== 1);
    expect(lost, 'acknowledged words that are not in the log exactly once').toEqual([]);
    expect(stayed.filter((word) => times.get(word) !== 1)).toEqual([]);
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(stayersText).toBe(text);
  },
  120_000 + ROUNDS * 60_000,
);

async function buildPlace(): Promise<{ place: DatabasePlace; cleanUp: () => Promise<void> }> {
  if (process.env.TEST_DATABASE_URL) {
    const built = await buildDatabase();
    return { place: built.place, cleanUp: built.drop };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-kill-'));
  return { place: { dataDir }, cleanUp: async () => rmSync(dataDir, { recursive: true, force: true }) };
}

const children: ChildProcess[] = [];
// A round that fails leaves its server behind.
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface ServerProcess {
  child: ChildProcess;
  ready: ServerReady;
  /** What it wrote to its log: warnings and worse. */
  complained(): string;
  exited: Promise<void>;
}

async function startServer(place: DatabasePlace, port: number): Promise<ServerProcess> {
  const script = fileURLToPath(new URL('./testing/server-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(place), String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  let said = '';
  let complained = '';
  child.stdout?.on('data', (data) => {
    said += data;
  });
  child.stderr?.on('data', (data) => {
    complained += data;
  });
  await until(
    'the server is ready',
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${complained}`);
      return said.includes('\n');
    },
    30_000,
  );
  return { child, exited, complained: () => complained, ready: JSON.parse(said) as ServerReady };
}

/** A writer whose every word is acknowledged by itself, with some on their way at any time. */
async function openWriter(
  { ready, child, complained }: ServerProcess,
  name: string,
  acknowledged: string[],
): Promise<RawSocket> {
  const socket = await buildRawSocket(ready);
  const doc = new Y.Doc();
  const { documentId } = ready;
  socket.authenticate(documentId, ready.tickets.writer);
  socket.send(documentId, FRAME.sync, SYNC.step1, new Uint8Array([0]));
  const sync = () => socket.received.filter(({ type }) => type === FRAME.sync);
  // The state comes as changes, if there are any, and the answer that ends them.
  let closeCode: number | undefined;
  void socket.closed.then((code) => {
    closeCode = code;
  });
  const told = () =>
    `frames ${socket.received.map(({ type, body }) => `${type}:${body[0]}`).join(' ')}; ` +
    `closed with ${closeCode}; the server ended with ${child.exitCode ?? child.signalCode}, said ${complained()}`;
  const came = () => sync().some(isAnswer);
  await until('the state came, or a close', () => came() || closeCode !== undefined, 120_000).catch(
    (error: Error) => {
      throw new Error(`${name}: ${error.message}: ${told()}`);
    },
  );
  if (!came()) throw new Error(`${name}: no state came: ${told()}`);
  for (const { body } of sync()) {
    const decoder = decoding.createDecoder(body);
    const isState = decoding.readVarUint(decoder) !== SYNC.step1;
    if (isState) Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
  }
  const onTheirWay: string[] = [];
  let looked = 0;
  let seen = 0;
  doc.on('update', (update: Uint8Array) => socket.send(documentId, FRAME.sync, SYNC.update, update));
  const type = () => {
    while (onTheirWay.length < IN_FLIGHT && socket.webSocket.readyState === socket.webSocket.OPEN) {
      const word = `<${name}-${seen + onTheirWay.length}>`;
      onTheirWay.push(word);
      // At the end, as people write. Dozens of people who all write at the very start of one text make a document that
      // Yjs builds in the square of its words.
      firstText(doc).insert(firstText(doc).length, word, {});
    }
  };
  socket.webSocket.on('message', () => {
    for (; looked < socket.received.length; looked += 1) {
      const { type, body } = socket.received[looked] as RawSocket['received'][number];
      if (type !== FRAME.syncStatus) continue;
      if (body[0] !== 1) throw new Error('a word was refused');
      seen += 1;
      acknowledged.push(onTheirWay.shift() as string);
    }
    setImmediate(type);
  });
  type();
  return socket;
}

const isAnswer = ({ body }: RawSocket['received'][number]) => body[0] === SYNC.step2;

function typeWhile(type: () => void): () => void {
  const timer = setInterval(type, 5);
  return () => clearInterval(timer);
}
