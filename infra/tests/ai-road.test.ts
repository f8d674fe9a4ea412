// The AI's road with the real parts: what a co-writer types, and what people do meanwhile.
import { readFileSync } from 'node:fs';
import { documentSchema } from '@hamnevis/core/document/schema';
import { type ArticleNode, articleOf, plainText } from '@hamnevis/core/document/yjs';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { readRunOutput } from '@hamnevis/db/queries/ai-runs';
import { aiRuns, documentHeads, documents, members } from '@hamnevis/db/schema/tables';
import { articleFromMarkdown } from '@hamnevis/worker/ai/build-article';
import { buildModelServer, streamScript, textEvent } from '@hamnevis/worker/testing/build-model-server';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { composeDemoText } from '../src/demo-model/compose-demo-text.ts';
import {
  type AiRoad,
  buildAiRoad,
  buildRoadDocument,
  insertRun,
  joinAsPeer,
  type Peer,
  type RoadDocument,
  readRun,
} from '../src/testing/build-ai-road.ts';

const WAIT = { timeout: 25_000, interval: 20 };
/** Nodes and marks beyond CommonMark that a co-writer writes. */
const STRUCTURES = [
  ...['table', 'tableHeader', 'tableCell', 'taskItem', 'callout', 'details', 'detailsSummary', 'couplet'],
  ...['hemistich', 'formulaBlock', 'formulaInline', 'footnote', 'footnoteMark', 'highlight', 'strike'],
];
/** What people type in these stories; the demo model never writes it. */
const MARK = '§';

let road: AiRoad;
let at: RoadDocument;
let peers: Peer[];

beforeEach(() => {
  peers = [];
});

afterEach(async () => {
  for (const peer of peers) peer.leave();
  await road.close();
});

async function begin(
  options: Parameters<typeof buildAiRoad>[0] = {},
  paragraphs = ['بند یک', 'بند دو', 'بند سه'],
) {
  road = await buildAiRoad(options);
  at = await buildRoadDocument(road.database, paragraphs);
}

async function join(): Promise<Peer> {
  const peer = joinAsPeer(road.collabUrl, at.documentId, road.ticketFor(at));
  peers.push(peer);
  await vi.waitFor(() => expect(peer.provider.synced && peer.provider.isAuthenticated).toBe(true), WAIT);
  return peer;
}

async function ask(request: Parameters<typeof insertRun>[2] = {}): Promise<string> {
  const runId = await insertRun(road.database, at, { topic: 'رودها', minWords: 200, ...request });
  await road.queues.add('ai-runs', runId, { runId });
  return runId;
}

const row = (runId: string) => readRun(road.database, runId);
const ended = (runId: string, status: string) =>
  vi.waitFor(async () => expect((await row(runId)).status).toBe(status), WAIT);

/** The run's blocks in an article, without what people typed into them. */
function typedBy(document: Y.Doc, runId: string): string {
  return runText(document, runId).replaceAll(MARK, '');
}

function runText(document: Y.Doc, runId: string): string {
  const content = (articleOf(document).content ?? []).filter((block) => block.attrs?.aiRun === runId);
  return plainText({ type: 'doc', content } as ArticleNode);
}

const meant = (markdown: string) => plainText(articleFromMarkdown(markdown));

function caretIn(peer: Peer, block: number): string {
  const element = peer.fragment.get(block) as Y.XmlElement;
  const position = Y.createRelativePositionFromTypeIndex(element.get(0) as Y.XmlText, 1);
  return Buffer.from(Y.encodeRelativePosition(position)).toString('base64');
}

/** The document as a fresh load of the log has it. */
const fromLog = async () => documentFromLog(await loadLog(road.database, at.documentId));

async function expectAllEqual(): Promise<void> {
  await vi.waitFor(async () => {
    const truth = articleOf(await fromLog());
    for (const peer of peers) expect(articleOf(peer.document)).toEqual(truth);
    documentSchema().nodeFromJSON(truth).check();
  }, WAIT);
}

/** How many letters two texts begin with alike. */
function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Types marks at random places, in the run's text too, until told to stop. */
function typeAround(peer: Peer, seed: number): () => void {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const timer = setInterval(() => {
    const texts = peer.fragment
      .toArray()
      .flatMap((block) => (block instanceof Y.XmlElement ? leaves(block) : []));
    if (random(8) === 0) {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(MARK)]);
      peer.fragment.insert(0, [paragraph]);
      return;
    }
    const text = texts[random(texts.length)];
    text?.insert(random(text.length + 1), MARK, {});
  }, 30);
  return () => clearInterval(timer);
}

function leaves(block: Y.XmlElement): Y.XmlText[] {
  return block.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return [child];
    return child instanceof Y.XmlElement ? leaves(child) : [];
  });
}

describe('an AI run', () => {
  it('types the model’s text exactly at the asker’s caret while two others type around and inside it', async () => {
    // Slow enough that people get their words in on a busy machine too.
    await begin({ tokensPerSecond: 120 });
    const [one, two] = [await join(), await join()];
    await road.startWorker();
    const runId = await ask({ anchor: caretIn(one, 0), tone: 'آرام', audience: 'دانش‌آموزان' });
    const stop = [typeAround(one, 7), typeAround(two, 11)];
    await ended(runId, 'finished');
    for (const end of stop) end();
    await expectAllEqual();

    const output = await readRunOutput(road.database, runId);
    expect(output.length).toBeGreaterThan(800);
    expect(typedBy(one.document, runId)).toBe(meant(output));
    const inside = runText(one.document, runId).split(MARK).length - 1;
    expect(inside).toBeGreaterThan(10);
    const order = (articleOf(one.document).content ?? [])
      .map((block) => (block.attrs?.aiRun === runId ? 'run' : plainText(block).replaceAll(MARK, '')))
      .filter((text, index, all) => text !== '' && text !== all[index - 1]);
    expect(order).toEqual(['بند یک', 'run', 'بند دو', 'بند سه']);
    expect(await row(runId)).toMatchObject({
      status: 'finished',
      error: null,
      attempt: 1,
      model: 'demo',
      outputComplete: true,
      tokensEstimated: false,
    });
    const usage = await row(runId);
    expect(usage.completionTokens).toBeGreaterThan(200);
    expect(usage.endedAt).not.toBeNull();
  });

  it('is seen as a caret of its own, sends at most 30 updates a second, and shows whole words', async () => {
    await begin({ tokensPerSecond: 400 });
    const peer = await join();
    const carets = new Set<string>();
    peer.provider.awareness?.on('change', () => {
      for (const [clientId, state] of peer.provider.awareness?.getStates() ?? []) {
        if (state.user?.kind === 'ai')
          carets.add(JSON.stringify([clientId, state.user.runId, state.cursor != null]));
      }
    });
    const times: number[] = [];
    let halves = 0;
    peer.document.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== peer.provider) return;
      times.push(performance.now());
      const text = typedBy(peer.document, runId);
      if (text !== '' && !meantWords.has(text.split(/\s/).at(-1) ?? '')) halves += 1;
    });
    await road.startWorker();
    let meantWords = new Set<string>();
    const runId = await insertRun(road.database, at, { topic: 'رودها', minWords: 200 });
    // The demo model says the same to the same request: ask it before, to know its words.
    const whole = composeDemoText({
      language: 'fa',
      topic: 'رودها',
      tone: null,
      audience: null,
      minWords: 200,
    });
    meantWords = new Set(meant(whole).split(/\s/));
    await road.queues.add('ai-runs', runId, { runId });
    await ended(runId, 'finished');
    expect(typedBy(peer.document, runId)).toBe(meant(whole));
    expect([...carets].some((caret) => caret.includes(runId) && caret.endsWith('true]'))).toBe(true);
    expect(halves).toBe(0);
    const seconds = Math.max(1, ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000);
    expect(times.length / seconds).toBeLessThanOrEqual(30);
    await vi.waitFor(() => {
      const left = [...(peer.provider.awareness?.getStates().values() ?? [])];
      expect(left.some((state) => state.user?.kind === 'ai')).toBe(false);
    }, WAIT);
  });

  it('keeps two runs at one caret apart, block by block', async () => {
    await begin({ tokensPerSecond: 250 });
    const peer = await join();
    await road.startWorker();
    const anchor = caretIn(peer, 1);
    const runs = [await ask({ anchor, topic: 'کوه‌ها' }), await ask({ anchor, topic: 'دریاها' })];
    const stop = typeAround(peer, 3);
    for (const runId of runs) await ended(runId, 'finished');
    stop();
    await expectAllEqual();
    for (const runId of runs) {
      const output = await readRunOutput(road.database, runId);
      expect(typedBy(peer.document, runId)).toBe(meant(output));
    }
    const owners = (articleOf(peer.document).content ?? [])
      .map((block) => (block.attrs?.aiRun ?? null) as string | null)
      .filter((owner, index, all) => index === 0 || owner !== all[index - 1]);
    expect(owners).toEqual([null, expect.any(String), expect.any(String), null]);
    expect(new Set(owners.slice(1, 3))).toEqual(new Set(runs));
  });

  it('stops at once when asked to, and keeps the prefix', async () => {
    await begin({ tokensPerSecond: 150 });
    const peer = await join();
    await road.startWorker();
    const runId = await ask({ minWords: 2000 });
    await vi.waitFor(() => expect(typedBy(peer.document, runId).length).toBeGreaterThan(150), WAIT);
    const askedMs = performance.now();
    await road.owner.queries.update(aiRuns).set({ stopRequestedAt: new Date() }).where(eq(aiRuns.id, runId));
    road.signals.publish('run-stop', { runId });
    await ended(runId, 'stopped');
    // With its last words acknowledged and the row written; on an idle machine it takes a fifth of this.
    expect(performance.now() - askedMs).toBeLessThan(1500);
    await vi.waitFor(() => expect(road.model.answering()).toBe(0), WAIT);
    await expectAllEqual();
    const typed = typedBy(peer.document, runId);
    expect(typed.length).toBeGreaterThan(100);
    expect(meant(await readRunOutput(road.database, runId)).startsWith(typed)).toBe(true);
    expect((await row(runId)).error).toBeNull();
    expect((await row(runId)).tokensEstimated).toBe(true);
  });

  it('notices a stop whose hint was lost', async () => {
    await begin({ tokensPerSecond: 100 });
    const peer = await join();
    await road.startWorker();
    const runId = await ask({ minWords: 2000 });
    await vi.waitFor(() => expect(typedBy(peer.document, runId)).not.toBe(''), WAIT);
    const askedMs = performance.now();
    await road.owner.queries.update(aiRuns).set({ stopRequestedAt: new Date() }).where(eq(aiRuns.id, runId));
    await ended(runId, 'stopped');
    expect(performance.now() - askedMs).toBeLessThan(2500);
  });

  it.each([
    [
      'the text was approved',
      'status-changed',
      async () => {
        // The product does both at once; the epoch, which makes every append look at the status, must not come before it.
        await road.owner.queries
          .update(documents)
          .set({ status: 'approved' })
          .where(eq(documents.id, at.documentId));
        await road.owner.queries
          .update(documentHeads)
          .set({ epoch: sql`${documentHeads.epoch} + 1` })
          .where(eq(documentHeads.documentId, at.documentId));
        road.signals.publish('status-changed', { documentId: at.documentId });
      },
    ],
    [
      'the asker became a viewer',
      'role-changed',
      async () => {
        await road.owner.queries
          .update(members)
          .set({ role: 'viewer', epoch: sql`${members.epoch} + 1` })
          .where(eq(members.personId, at.writerId));
        road.signals.publish('member-changed', { organizationId: at.organizationId, personId: at.writerId });
      },
    ],
    [
      'the asker was suspended',
      'role-changed',
      async () => {
        await road.owner.queries
          .update(members)
          .set({ suspendedAt: new Date(), epoch: sql`${members.epoch} + 1` })
          .where(eq(members.personId, at.writerId));
        road.signals.publish('member-changed', { organizationId: at.organizationId, personId: at.writerId });
      },
    ],
  ])('stops with its reason when %s meanwhile, and writes no word more', async (_name, error, change) => {
    await begin({ tokensPerSecond: 150 });
    await road.startWorker();
    const runId = await ask({ minWords: 2000 });
    await vi.waitFor(async () => expect(typedBy(await fromLog(), runId).length).toBeGreaterThan(100), WAIT);
    await change();
    const sealed = typedBy(await fromLog(), runId);
    await ended(runId, 'stopped');
    expect((await row(runId)).error).toBe(error);
    expect(typedBy(await fromLog(), runId)).toBe(sealed);
  });

  it('stops with a reason when people deleted all of it, and writes nowhere else', async () => {
    await begin({ tokensPerSecond: 150 });
    const peer = await join();
    await road.startWorker();
    const runId = await ask({ minWords: 2000 });
    await vi.waitFor(() => expect(typedBy(peer.document, runId).length).toBeGreaterThan(100), WAIT);
    // Also what was on its way here while the rest was deleted.
    const deleteAll = () => {
      const written = peer.fragment
        .toArray()
        .flatMap((block, index) => ((block as Y.XmlElement).getAttribute('aiRun') === runId ? [index] : []));
      if (written.length === 0) return;
      peer.document.transact(() => {
        for (const index of written.reverse()) peer.fragment.delete(index, 1);
      });
    };
    peer.document.on('afterAllTransactions', deleteAll);
    deleteAll();
    await ended(runId, 'stopped');
    peer.document.off('afterAllTransactions', deleteAll);
    expect((await row(runId)).error).toBe('place-gone');
    await expectAllEqual();
    expect(plainText(articleOf(peer.document))).toBe('بند یک\nبند دو\nبند سه');
  });

  it('goes on after its other blocks when somebody deletes the one it writes', async () => {
    await begin({ tokensPerSecond: 250 });
    const peer = await join();
    await road.startWorker();
    const runId = await ask({ minWords: 300, anchor: caretIn(peer, 0) });
    let deleted = '';
    await vi.waitFor(() => {
      const mine = peer.fragment
        .toArray()
        .filter((block): block is Y.XmlElement => (block as Y.XmlElement).getAttribute('aiRun') === runId);
      expect(mine.length).toBeGreaterThan(3);
      const last = mine.at(-1) as Y.XmlElement;
      deleted = leaves(last).map(String).join('');
      expect(deleted.length).toBeGreaterThan(20);
      peer.fragment.delete(peer.fragment.toArray().indexOf(last), 1);
    }, WAIT);
    await ended(runId, 'finished');
    await expectAllEqual();
    const content = articleOf(peer.document).content ?? [];
    expect(content.map((block) => (block.attrs?.aiRun === runId ? 'run' : plainText(block)))).toEqual([
      'بند یک',
      ...Array(content.length - 3).fill('run'),
      'بند دو',
      'بند سه',
    ]);
    const whole = meant(await readRunOutput(road.database, runId));
    const typed = typedBy(peer.document, runId);
    // What is missing is one piece, and no more than the block that was deleted, whatever had come to it meanwhile.
    const before = sharedStart(whole, typed);
    const lost = whole.slice(before, whole.length - (typed.length - before));
    expect(whole.slice(0, before) + whole.slice(before + lost.length)).toBe(typed);
    expect(lost.length).toBeGreaterThanOrEqual(deleted.length);
    expect(lost.split('\n').length).toBeLessThanOrEqual(2);
  });

  it('ends as failed, with its text kept, when the model fails in the middle', async () => {
    const server = await buildModelServer(
      streamScript([textEvent('## عنوان\n\nچند واژهٔ '), textEvent('نخست'), 'data: {"half": \n\n']),
    );
    try {
      await begin({ environment: { OPENAI_BASE_URL: server.url } });
      const peer = await join();
      await road.startWorker();
      const runId = await ask();
      await ended(runId, 'failed');
      expect((await row(runId)).error).toBe('model-bad-answer');
      await vi.waitFor(() => expect(typedBy(peer.document, runId)).toBe('عنوان\nچند واژهٔ نخست'), WAIT);
      await expectAllEqual();
      expect((await row(runId)).tokensEstimated).toBe(true);
    } finally {
      await server.stop();
    }
  });

  it('passes the gate with everything that Markdown can say', async () => {
    const markdown = readFileSync(new URL('./ai-road.everything.md', import.meta.url), 'utf8');
    const pieces = markdown.match(/[\s\S]{1,7}/gu) ?? [];
    const server = await buildModelServer(
      streamScript([...pieces.map((piece) => textEvent(piece)), textEvent('', 'stop')]),
    );
    try {
      await begin({ environment: { OPENAI_BASE_URL: server.url } });
      const peer = await join();
      await road.startWorker();
      const runId = await ask();
      await ended(runId, 'finished');
      await expectAllEqual();
      const schema = documentSchema();
      const written = (articleOf(peer.document).content ?? []).filter(
        (block) => block.attrs?.aiRun === runId,
      );
      for (const block of written) block.attrs = { ...block.attrs, aiRun: null };
      const asNode = (content: ArticleNode[]) => schema.nodeFromJSON({ type: 'doc', content }).toJSON();
      expect(asNode(written)).toEqual(asNode(articleFromMarkdown(markdown, runId).content ?? []));
      const kinds = new Set(JSON.stringify(written).match(/(?<="type":")\w+/g));
      expect([...kinds]).toEqual(expect.arrayContaining(STRUCTURES));
      expect(JSON.stringify(written)).not.toMatch(/"javascript:|"type":"image"|"href":"http:/);
    } finally {
      await server.stop();
    }
  });

  it('fails with a clear reason when the model cannot be reached', async () => {
    await begin({ environment: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } });
    await road.startWorker();
    const runId = await ask();
    await ended(runId, 'failed');
    expect((await row(runId)).error).toBe('model-unavailable');
    expect(plainText(articleOf(await fromLog()))).toBe('بند یک\nبند دو\nبند سه');
  });

  it('goes on exactly once in another worker when this one is told to go down', async () => {
    await begin({ tokensPerSecond: 200 });
    const peer = await join();
    const first = await road.startWorker();
    const runId = await ask({ minWords: 300 });
    await vi.waitFor(() => expect(typedBy(peer.document, runId).length).toBeGreaterThan(200), WAIT);
    const startedMs = performance.now();
    await first.stop();
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect((await row(runId)).status).toBe('writing');
    await road.startWorker();
    await ended(runId, 'finished');
    await expectAllEqual();
    const output = await readRunOutput(road.database, runId);
    expect(output).toBe(
      composeDemoText({ language: 'fa', topic: 'رودها', tone: null, audience: null, minWords: 300 }),
    );
    expect(typedBy(peer.document, runId)).toBe(meant(output));
    expect((await row(runId)).attempt).toBe(2);
  });

  it('goes on exactly once when the collab-server is restarted under it', async () => {
    await begin({ tokensPerSecond: 150 });
    const peer = await join();
    await road.startWorker();
    const runId = await ask({ minWords: 300 });
    for (const length of [200, 700]) {
      await vi.waitFor(() => expect(typedBy(peer.document, runId).length).toBeGreaterThan(length), WAIT);
      await road.restartCollab();
    }
    await ended(runId, 'finished');
    const output = await readRunOutput(road.database, runId);
    expect(typedBy(await fromLog(), runId)).toBe(meant(output));
    await expectAllEqual();
    expect((await row(runId)).attempt).toBe(1);
  });

  it('is picked up by the sweep when its job was lost', async () => {
    await begin({ tokensPerSecond: 1000 });
    await road.startWorker();
    const runId = await insertRun(road.database, at, { topic: 'رودها' });
    await road.owner.queries
      .update(aiRuns)
      .set({ createdAt: new Date(Date.now() - 60_000) })
      .where(eq(aiRuns.id, runId));
    await ended(runId, 'finished');
  });

  it('keeps its writer when its job comes once more to the worker that writes it', async () => {
    await begin({ tokensPerSecond: 400 });
    await road.startWorker();
    const runId = await ask();
    await vi.waitFor(async () => expect((await readRun(road.database, runId)).status).toBe('writing'), WAIT);
    await road.queues.add('ai-runs', `${runId}-again`, { runId });
    await ended(runId, 'finished');
    expect((await readRun(road.database, runId)).attempt).toBe(1);
  });

  it('is written once when its job is delivered twice', async () => {
    await begin({ tokensPerSecond: 400 });
    await Promise.all([road.startWorker(), road.startWorker()]);
    const runId = await ask();
    await road.queues.add('ai-runs', `${runId}-again`, { runId });
    await ended(runId, 'finished');
    const output = await readRunOutput(road.database, runId);
    await vi.waitFor(async () => expect(typedBy(await fromLog(), runId)).toBe(meant(output)), WAIT);
  });

  it('answers in the language of the document', async () => {
    road = await buildAiRoad({ tokensPerSecond: 1000 });
    at = await buildRoadDocument(road.database, ['One paragraph'], { language: 'en' });
    await road.startWorker();
    const runId = await ask({ topic: 'Rivers' });
    await ended(runId, 'finished');
    expect(typedBy(await fromLog(), runId)).toMatch(/^Demo text about Rivers/);
  });
});
