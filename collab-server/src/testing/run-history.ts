// One life of one document, as a seed wants it: people at two nodes who type, format, undo, open second tabs and
// leave; lines that are cut, frames that come twice or in another order, hints that get lost, a database that goes
// away, a program that writes beside all nodes, nodes that are killed. At the end everything must agree.
import { randomUUID } from 'node:crypto';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import type { Database } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { createLocalSignals } from '@hamnevis/db/signals/signals';
import * as Y from 'yjs';
import { logRows, textOf } from './build-article.ts';
import type { KillableNode, NodeHost } from './build-node-host.ts';
import { firstText, until } from './build-peer.ts';
import { buildWireClient, FROM_OTHER_TAB, type WireClient } from './build-wire-client.ts';
import { buildLossySignals } from './lossy-signals.ts';
import { buildRandom, pick } from './random.ts';

/** Where a history happens. */
export interface HistoryStage {
  host: NodeHost;
  database: Database;
  owner: Database;
  documentId: string;
  /** The people who may write, with a ticket each. */
  writers: readonly { personId: string; ticket: string }[];
  /**
   * Whether all tabs of a browser hear each other, as ours do, or each only the one that it was opened from, as tabs of other
   * programs may: then the words of a third can lie in two replicas, and in neither whole.
   */
  tabs: 'all' | 'chain';
}

/** What a history was made of. */
export type HistoryCounts = Record<
  'tokens' | 'rows' | 'kills' | 'cuts' | 'duplicates' | 'reorderings',
  number
>;

/** A token's fate at the end: it stands once, it stands once or never (its author left unsaved), or never. */
type Fate = 'stands' | 'may stand' | 'gone';

interface Person {
  client: WireClient;
  ticket: string;
  undo: Y.UndoManager;
  /** Tokens that were written or taken back, and nobody has said of that it is saved. */
  unsaved: string[];
  /** Other tabs of the same browser, which hear of every change at once. */
  tabs: Person[];
}

const TYPED = { how: 'typed' };
const TOKEN = /«[^«»]*»/g;
const LEAST_STEPS = 20;
const MORE_STEPS = 25;

/** Plays the history of `seed`. Throws what is wrong when anything was lost, doubled, refused or differs. */
export async function runHistory(seed: number, stage: HistoryStage): Promise<HistoryCounts> {
  const random = buildRandom(seed);
  const { host, database, owner, documentId } = stage;
  const counts: HistoryCounts = { tokens: 0, rows: 0, kills: 0, cuts: 0, duplicates: 0, reorderings: 0 };
  const fates = new Map<string, Fate>();
  const shared = createLocalSignals();
  const lossOfHints = pick([0, 0, 0.2, 1], random);
  let isHealed = false;
  const startNode = (): KillableNode =>
    host.startNode({
      signals: buildLossySignals(shared, () => !isHealed && random() < lossOfHints),
      snapshotEvery: 1 + Math.floor(random() * 15),
    });
  const nodes = [startNode(), startNode()];
  const people: Person[] = [];

  function connect(person: Person): void {
    person.client.connect(pick(nodes, random).urlOf('/collab'), person.ticket);
  }

  function join(asTabOf: Person | null): void {
    const ticket = asTabOf?.ticket ?? pick(stage.writers, random).ticket;
    const client = buildWireClient(documentId, () => {
      person.unsaved.length = 0;
    });
    const article = client.doc.getXmlFragment('default');
    // A paragraph that is taken back would take others' tokens with it.
    const undo = new Y.UndoManager(article, { captureTimeout: 0, trackedOrigins: new Set([TYPED]) });
    const person: Person = { client, ticket, undo, unsaved: [], tabs: [] };
    if (asTabOf) {
      Y.applyUpdate(client.doc, Y.encodeStateAsUpdate(asTabOf.client.doc), FROM_OTHER_TAB);
      person.tabs = stage.tabs === 'all' ? [asTabOf, ...asTabOf.tabs] : [asTabOf];
      for (const tab of person.tabs) tab.tabs.push(person);
    }
    client.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === FROM_OTHER_TAB) return;
      for (const tab of person.tabs) Y.applyUpdate(tab.client.doc, update, FROM_OTHER_TAB);
    });
    people.push(person);
    connect(person);
  }

  function leave(person: Person): void {
    person.client.cut();
    people.splice(people.indexOf(person), 1);
    for (const tab of person.tabs) {
      tab.tabs.splice(tab.tabs.indexOf(person), 1);
      // It holds what the other tab did not send, and says so only when it comes again.
      tab.client.cut();
    }
    // Whether they were written or taken back: nobody has said that this is saved.
    for (const token of person.unsaved) fates.set(token, 'may stand');
    counts.cuts += 1;
  }

  function type(person: Person): void {
    const text = pickText(person.client.doc, random);
    if (!text) return;
    const token = `«${counts.tokens}.${person.client.doc.clientID.toString(36)}»`;
    counts.tokens += 1;
    fates.set(token, 'stands');
    person.unsaved.push(token);
    person.client.doc.transact(() => text.insert(pickPlace(text, random), `${token}~`, {}), TYPED);
  }

  /** One step of undo or redo changes the fate of the author's own tokens, and of nobody else's. */
  function undoOrRedo(person: Person): void {
    const before = tokensOf(person.client.doc);
    if (random() < 0.5) person.undo.undo();
    else person.undo.redo();
    const after = tokensOf(person.client.doc);
    for (const token of before) {
      if (after.has(token)) continue;
      fates.set(token, 'gone');
      person.unsaved.push(token);
    }
    for (const token of after) {
      if (before.has(token)) continue;
      fates.set(token, 'stands');
      person.unsaved.push(token);
    }
  }

  function edit(person: Person): void {
    const chance = random();
    if (chance < 0.6) type(person);
    else if (chance < 0.7) undoOrRedo(person);
    else otherEdit(person.client.doc, random);
  }

  /** Whatever is said to be saved must be in the log at the moment of the kill, not later by somebody's grace. */
  async function kill(): Promise<void> {
    const at = Math.floor(random() * nodes.length);
    nodes[at]?.kill();
    const saved = [...fates].filter(
      ([token, fate]) => fate === 'stands' && !people.some(({ unsaved }) => unsaved.includes(token)),
    );
    counts.kills += 1;
    nodes[at] = startNode();
    const logged = (await replay(owner, documentId)).everInserted;
    for (const [token] of saved) {
      if (!logged.has(token)) throw new Error(`${token} was said to be saved and is not in the log`);
    }
  }

  /** What the API does: an edit that no node has seen. */
  async function writeBeside(): Promise<void> {
    const doc = documentFromLog(await loadLog(database, documentId));
    const before = Y.encodeStateVector(doc);
    const token = `«${counts.tokens}.beside»`;
    counts.tokens += 1;
    firstText(doc).insert(0, token, {});
    const [answer] = await appendUpdates(database, [
      {
        documentId,
        requestId: randomUUID(),
        update: Y.encodeStateAsUpdate(doc, before),
        actorId: (stage.writers[0] as { personId: string }).personId,
        run: null,
        epoch: 0,
        memberEpoch: 0,
        kind: 'restore',
        clientIds: [doc.clientID],
      },
    ]);
    if (answer?.outcome !== 'ok') throw new Error(`an edit beside the nodes was answered ${answer?.outcome}`);
    fates.set(token, 'stands');
  }

  async function step(): Promise<void> {
    const person = pick(people, random);
    const chance = random();
    if (chance < 0.03) await kill();
    else if (chance < 0.09) {
      counts.cuts += 1;
      person.client.cut();
    } else if (chance < 0.11 && people.length > 2) leave(person);
    else if (chance < 0.14 && people.length < 6) join(random() < 0.4 ? person : null);
    else if (chance < 0.16) await writeBeside();
    else if (chance < 0.18) pick(nodes, random).database.cut(random() < 0.5 ? 'before' : 'afterwards');
    else if (chance < 0.3) {
      person.client.hold();
      for (let edits = 2 + Math.floor(random() * 3); edits > 0; edits -= 1) edit(person);
      person.client.release((frames) => shuffle(frames, random, counts));
    } else edit(person);
    if (chance > 0.22) for (const node of nodes) node.database.mend();
    for (const one of people) if (!one.client.isConnected() && random() < 0.3) connect(one);
    for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await new Promise(setImmediate);
  }

  try {
    for (let count = 3; count > 0; count -= 1) join(null);
    const steps = LEAST_STEPS + Math.floor(random() * MORE_STEPS);
    for (let count = 0; count < steps; count += 1) await step();
    isHealed = true;
    for (const node of nodes) node.database.mend();
    await everybodySaved(people, connect);
    // The last hint may have been lost: this one is not.
    for (const person of people) type(person);
    await everybodySaved(people, connect);
    // Who left may have words on the way that one node still waits to commit: they come to everybody too.
    const states = async () => {
      const [logged, loaded] = [await replay(owner, documentId), await loadLog(database, documentId)];
      return {
        logged,
        all: {
          'the log, replayed': stateOfDocument(logged.doc),
          'snapshot and tail': stateOfDocument(documentFromLog(loaded)),
          ...Object.fromEntries(people.map((person) => [person.client.doc.clientID, stateOf(person)])),
        },
      };
    };
    let last = await states();
    await until(
      'all replicas, the log, and snapshot with tail are equal',
      async () => {
        if (new Set(Object.values(last.all)).size === 1) return true;
        last = await states();
        return false;
      },
      20_000,
    ).catch((error: Error) => {
      const lines = Object.entries(last.all).map(([whose, state]) => `${whose}: ${state}`);
      throw new Error([error.message, ...lines].join('\n'));
    });
    for (const { client } of people) {
      if (client.complaints.length > 0) throw new Error(`a client was told: ${client.complaints.join(', ')}`);
    }
    counts.rows = last.logged.rows;
    checkFates(textOf(last.logged.doc), fates);
    return counts;
  } finally {
    for (const { client } of people) client.cut();
    for (const node of nodes) node.kill();
  }
}

/** Everybody is connected, comes again where a node or line is dead, and has heard that everything is saved. */
function everybodySaved(people: readonly Person[], connect: (person: Person) => void): Promise<void> {
  return until(
    'everybody is saved',
    () => {
      for (const person of people) if (!person.client.isConnected()) connect(person);
      return people.every(({ client }) => client.isSaved());
    },
    20_000,
  ).catch((error: Error) => {
    const waiting = people.filter(({ client }) => !client.isSaved());
    throw new Error(
      [error.message, ...waiting.map(({ client }) => client.describe()), tabsOf(people)].join('\n'),
    );
  });
}

/** Frames as a bad line delivers them: some twice, some behind their successors. */
function shuffle(frames: readonly Uint8Array[], random: () => number, counts: HistoryCounts): Uint8Array[] {
  const order = [...frames];
  if (order.length > 1 && random() < 0.5) {
    const at = Math.floor(random() * (order.length - 1));
    order.splice(at, 2, order[at + 1] as Uint8Array, order[at] as Uint8Array);
    counts.reorderings += 1;
  }
  if (order.length > 0 && random() < 0.6) {
    order.splice(Math.floor(random() * order.length), 0, pick(order, random));
    counts.duplicates += 1;
  }
  return order;
}

function otherEdit(doc: Y.Doc, random: () => number): void {
  const article = doc.getXmlFragment('default');
  const text = pickText(doc, random);
  const chance = random();
  if (chance < 0.3 || !text) {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText()]);
    article.insert(Math.floor(random() * (article.length + 1)), [paragraph]);
  } else if (chance < 0.6) {
    // Only what was typed to be deleted is deleted, so that every token must stay.
    const at = plain(text).indexOf('~');
    if (at >= 0) text.delete(at, 1);
  } else if (chance < 0.9) {
    const from = Math.floor(random() * text.length);
    const length = Math.floor(random() * (text.length - from));
    if (length > 0) text.format(from, length, { bold: random() < 0.5 ? {} : null });
  } else
    (pick(article.toArray(), random) as Y.XmlElement).setAttribute('dir', random() < 0.5 ? 'rtl' : 'ltr');
}

function pickText(doc: Y.Doc, random: () => number): Y.XmlText | undefined {
  const texts = doc
    .getXmlFragment('default')
    .toArray()
    .flatMap((block) => (block as Y.XmlElement).toArray())
    .filter((node) => node instanceof Y.XmlText);
  if (texts.length > 0) return pick(texts, random);
  // Before the first state has come there is no paragraph to type into.
  return doc.getXmlFragment('default').length > 0 ? firstText(doc) : undefined;
}

/** Never inside a token, which would then not be found again. */
function pickPlace(text: Y.XmlText, random: () => number): number {
  return pick([0, text.length, ...[...plain(text).matchAll(/~/g)].map((match) => match.index)], random);
}

function plain(text: Y.XmlText): string {
  return text
    .toDelta()
    .map((part: { insert: string }) => part.insert)
    .join('');
}

/**
 * The tokens in a text, each as often as it stands there. A token that was cut by formatting and brought back by redo
 * comes back in its pieces, and others may have typed theirs between them: the inner ones are read first.
 */
function tokensIn(text: string): string[] {
  const found: string[] = [];
  for (let left = text.replaceAll('~', ''); ; ) {
    const inner = left.match(TOKEN);
    if (!inner) return found;
    found.push(...inner);
    left = left.replaceAll(TOKEN, '');
  }
}

function tokensOf(doc: Y.Doc): Set<string> {
  return new Set(tokensIn(textOf(doc)));
}

async function replay(
  owner: Database,
  documentId: string,
): Promise<{ doc: Y.Doc; everInserted: Set<string>; rows: number }> {
  const rows = await logRows(owner, documentId);
  const doc = buildLogDocument();
  const everInserted = new Set<string>();
  for (const [index, { sequence, update }] of rows.entries()) {
    if (sequence !== index + 1) throw new Error(`row ${index + 1} of the log has the sequence ${sequence}`);
    Y.applyUpdate(doc, update);
    for (const token of tokensOf(doc)) everInserted.add(token);
  }
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('the log has gaps');
  return { doc, everInserted, rows: rows.length };
}

const stateOf = ({ client }: Person): string => stateOfDocument(client.doc);

/** What a document shows and what it has seen; two that agree in both are one. */
function stateOfDocument(doc: Y.Doc): string {
  const seen = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  const waits = doc.store.pendingStructs || doc.store.pendingDs ? ' and something that waits' : '';
  return `${doc.getXmlFragment('default').toJSON()} ${JSON.stringify(seen)}${waits}`;
}

function checkFates(text: string, fates: ReadonlyMap<string, Fate>): void {
  const times = new Map<string, number>();
  for (const token of tokensIn(text)) times.set(token, (times.get(token) ?? 0) + 1);
  const wrong = [...fates].flatMap(([token, fate]) => {
    const found = times.get(token) ?? 0;
    const isRight = fate === 'stands' ? found === 1 : fate === 'gone' ? found === 0 : found <= 1;
    return isRight ? [] : [`${token} ${fate}, and is found ${found} times`];
  });
  if (wrong.length > 0) throw new Error([...wrong, text].join('\n'));
}

/** Who sits at whose browser, in a line. */
function tabsOf(people: readonly Person[]): string {
  const idOf = ({ client }: Person) => client.doc.clientID;
  const browsers = people.filter(({ tabs }) => tabs.length > 0);
  return `tabs: ${browsers.map((person) => `${idOf(person)} beside ${person.tabs.map(idOf).join(' ')}`).join(', ')}`;
}
