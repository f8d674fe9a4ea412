// F19: every program is restarted, one after the other, under people who go on typing. Two collab-servers stand behind
// one address, as they do where an update must not be noticed.
import {
  buildArticle,
  buildTicket,
  type TestArticle,
  textOf,
  textOfLog,
} from '@hamnevis/collab-server/testing/build-article';
import { buildPeer, firstText, type Peer, until } from '@hamnevis/collab-server/testing/build-peer';
import { createSession } from '@hamnevis/db/queries/sessions';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startBalancer } from '../src/testing/start-balancer.ts';
import { type Program, programSettings, startProgram } from '../src/testing/start-program.ts';

const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
const ROUNDS = Number(process.env.ROLLING_ROUNDS ?? 1);
const PEOPLE = Number(process.env.ROLLING_PEOPLE ?? 6);
const TYPE_EVERY_MS = 40;
const DRAINED_WITHIN_MS = 25_000;
/** Settings of pino: an error, or worse. */
const COMPLAINT = /^.*"level":(?:50|60).*$/gm;

type Name = 'collab-server' | 'api' | 'worker';

/** Somebody who writes: what they typed before everything began they may take back when all is over. */
interface Writer {
  peer: Peer;
  undo: Y.UndoManager;
  /** Typed as the one change that can be taken back. */
  own: string;
  /** Stands before the word above, for as long as that word or its place is there. */
  caret: Y.RelativePosition;
  typed: string[];
}

describe.skipIf(!TEST_DATABASE_URL || !TEST_REDIS_URL)('F19: a rolling restart', () => {
  let built: TestDatabase;
  let article: TestArticle;
  let settings: Record<string, string>;
  let api: Program;
  let worker: Program;
  let url: string;
  const nodes: Program[] = [];
  const stops: (() => Promise<unknown> | unknown)[] = [];
  /** What the programs wrote to their logs as errors. */
  const complaints: string[] = [];

  beforeAll(async () => {
    built = await buildDatabase();
    stops.push(() => built.drop());
    article = await buildArticle(built.owner);
    const databaseUrl = 'url' in built.place ? built.place.url : '';
    settings = programSettings({ databaseUrl, redisUrl: TEST_REDIS_URL ?? '' });
    for (let node = 0; node < 2; node += 1) nodes.push(await start('collab-server'));
    const balancer = await startBalancer(nodes.map((node) => node.url));
    stops.push(() => balancer.close());
    url = balancer.url.replace('http', 'ws');
    settings.COLLAB_URL = `${url}/collab`;
    api = await start('api');
    worker = await start('worker');
  }, 180_000);

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function start(name: Name, port?: number): Promise<Program> {
    const program = await startProgram(name, settings, port);
    stops.push(() => program.kill9());
    return program;
  }

  async function restart(name: Name, program: Program): Promise<Program> {
    expect(
      await program.terminate(DRAINED_WITHIN_MS),
      `the ${name} had to be killed: ${program.said()}`,
    ).toBe(true);
    expect(program.exitCode()).toBe(0);
    complaints.push(...(program.said().match(COMPLAINT) ?? []));
    return start(name, program.port);
  }

  async function arrive(place: number): Promise<Peer> {
    const { documentId, people } = article;
    const person = [people.writer, people.editor, people.admin][place % 3] as { id: string };
    const peer = buildPeer({ url }, documentId, () =>
      buildTicket(built.owner, { documentId, personId: person.id }),
    );
    stops.push(peer.stop);
    await isSaved(peer);
    return peer;
  }

  async function sitDown(peer: Peer, place: number): Promise<Writer> {
    peer.provider.setAwarenessField('cursor', { place });
    const own = `{${place}}`;
    const undo = new Y.UndoManager(peer.doc.getXmlFragment('default'), { trackedOrigins: new Set(['mine']) });
    peer.doc.transact(() => peer.type(own, 0), 'mine');
    const caret = Y.createRelativePositionFromTypeIndex(firstText(peer.doc), 0);
    await isSaved(peer);
    return { peer, undo, own, caret, typed: [] };
  }

  const isSaved = ({ provider }: Peer) =>
    until('saved', () => provider.isSynced && provider.unsyncedChanges === 0, 60_000);

  /** Everybody types until the returned function is called, whatever state their line is in. */
  function typeOn(writers: readonly Writer[]): () => void {
    const timer = setInterval(() => {
      for (const [place, { peer, typed }] of writers.entries()) {
        const word = `<${place}.${typed.length}>`;
        typed.push(word);
        peer.type(word);
      }
    }, TYPE_EVERY_MS);
    return () => clearInterval(timer);
  }

  const present = ({ peer }: Writer) => peer.provider.awareness?.getStates().size;
  const counts = (text: string) => {
    const times = new Map<string, number>();
    for (const [word] of text.matchAll(/<[^<>]*>|\{\d+\}/g)) times.set(word, (times.get(word) ?? 0) + 1);
    return times;
  };

  test(
    'nothing is lost, doubled or complained of; undo, carets and presence outlive it',
    async () => {
      const writers: Writer[] = [];
      const first = await arrive(0);
      // So that the place where everybody writes is nobody's change to take back.
      first.type('.');
      await isSaved(first);
      for (let place = 0; place < PEOPLE; place += 1)
        writers.push(await sitDown(place === 0 ? first : await arrive(place), place));
      const { token } = await createSession(built.owner.queries, {
        personId: article.people.writer.id,
        device: null,
        ip: null,
        now: new Date(),
      });
      const comingBack: number[] = [];
      for (const { peer } of writers) {
        let lostAt = 0;
        peer.socket.on('disconnect', () => {
          lostAt ||= performance.now();
        });
        peer.provider.on('synced', () => {
          if (lostAt) comingBack.push(performance.now() - lostAt);
          lostAt = 0;
        });
      }
      const stopTyping = typeOn(writers);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [place, node] of nodes.entries()) nodes[place] = await restart('collab-server', node);
        api = await restart('api', api);
        worker = await restart('worker', worker);
        const answer = await fetch(`${api.url}/api/v1/documents/${article.documentId}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(answer.status).toBe(200);
        console.info(
          `F19: ${round + 1} rounds of ${ROUNDS}, ${counts(textOf(writers[0]?.peer.doc as Y.Doc)).size} words`,
        );
      }
      stopTyping();
      await Promise.all(writers.map(({ peer }) => isSaved(peer)));
      const texts = () => new Set(writers.map(({ peer }) => textOf(peer.doc)));
      await until('all are equal', () => texts().size === 1, 30_000);
      const text = await textOfLog(built.owner, article.documentId);
      expect([...texts()]).toEqual([text]);
      const wanted = writers.flatMap(({ own, typed }) => [own, ...typed]);
      const times = counts(text);
      expect(wanted.filter((word) => times.get(word) !== 1)).toEqual([]);
      expect(times.size).toBe(wanted.length);
      comingBack.sort((a, b) => a - b);
      const seconds = comingBack.map((took) => Math.round(took / 100) / 10);
      console.info(
        `F19: ${wanted.length} words; ${seconds.length} times back after ${seconds[0]} to ${seconds.at(-1)} s`,
      );

      // Nobody was told no.
      for (const { peer } of writers) {
        expect(peer.messages.filter(({ type }) => type === 'refused')).toEqual([]);
        expect(peer.denials).toEqual([]);
      }
      expect(complaints).toEqual([]);

      await until(
        'everybody sees everybody, and nobody twice',
        () => writers.every((one) => present(one) === PEOPLE),
        35_000,
      );
      for (const { peer, caret, own } of writers) {
        const at = Y.createAbsolutePositionFromRelativePosition(caret, peer.doc);
        expect(at?.type).toBe(firstText(peer.doc));
        expect(textOf(peer.doc).slice(at?.index, (at?.index ?? 0) + own.length)).toBe(own);
      }
      for (const { undo } of writers) undo.undo();
      await Promise.all(writers.map(({ peer }) => isSaved(peer)));
      expect(counts(await textOfLog(built.owner, article.documentId)).size).toBe(wanted.length - PEOPLE);
      for (const { undo } of writers) undo.redo();
      await Promise.all(writers.map(({ peer }) => isSaved(peer)));
      const again = counts(await textOfLog(built.owner, article.documentId));
      expect(writers.filter(({ own }) => again.get(own) !== 1)).toEqual([]);
      for (const program of [...nodes, api, worker])
        complaints.push(...(program.said().match(COMPLAINT) ?? []));
      expect(complaints).toEqual([]);
    },
    180_000 + ROUNDS * 120_000,
  );
});
