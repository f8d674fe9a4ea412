// Refused words, kept in this browser for their author until they are put back, copied or given up. In a database and
// not among the short notes: an article written offline is longer than those may be.
import { randomKey } from '../random-key.ts';
import type { EndReason } from './save-state.ts';
import { textOf, type UnsavedBlock } from './unsaved-words.ts';

const DATABASE = 'hamnevis:rescues';
const STORE = 'rescues';
const CHANNEL = 'hamnevis.rescues';

export interface Rescue {
  /** Which kept pieces these are: settling them settles no others. */
  ids: readonly string[];
  at: string;
  reason: EndReason;
  title: string;
  blocks: readonly UnsavedBlock[];
  /** A document was made for these words: they are put into it as soon as it can be written in. */
  moving: boolean;
}

/** Whose words, and of which document. */
export interface RescuePlace {
  personId: string;
  documentId: string;
}

interface StoredRescue extends RescuePlace {
  id: string;
  at: string;
  reason: EndReason;
  title: string;
  blocks: UnsavedBlock[];
  moving?: boolean;
}

/** What is kept for a person in a document, of all tabs; null when there is nothing. */
export async function loadRescue(place: RescuePlace): Promise<Rescue | null> {
  const pieces = (await allOf(place.personId)).filter(({ documentId }) => documentId === place.documentId);
  const newest = pieces.at(-1);
  if (!newest) return null;
  return {
    ids: pieces.map(({ id }) => id),
    at: newest.at,
    reason: newest.reason,
    title: newest.title,
    blocks: withoutRepeats(pieces.flatMap(({ blocks }) => blocks)),
    moving: pieces.some(({ moving }) => moving === true),
  };
}

/** How many documents hold kept words of a person. */
export async function rescuedTitles(personId: string): Promise<{ documentId: string; title: string }[]> {
  const titles = new Map((await allOf(personId)).map(({ documentId, title }) => [documentId, title]));
  return [...titles].map(([documentId, title]) => ({ documentId, title }));
}

/** Keeps refused words beside those kept before. Rejects when the browser does not keep them. */
export async function keepRescue(
  place: RescuePlace,
  rescue: Pick<StoredRescue, 'at' | 'reason' | 'title' | 'blocks' | 'moving'>,
): Promise<void> {
  await inStore('readwrite', (store) =>
    store.put({ ...place, ...rescue, id: `${rescue.at} ${randomKey()}` }),
  );
  tell(place);
}

/** The author has dealt with these words. */
export async function dropRescue(place: RescuePlace, ids: readonly string[]): Promise<void> {
  await inStore('readwrite', (store) => {
    for (const id of ids) store.delete(id);
    return store.count();
  });
  tell(place);
}

/** Deletes everything kept for a person: they signed out and gave it up. */
export async function dropRescuesOf(personId: string): Promise<void> {
  const ids = (await allOf(personId)).map(({ id }) => id);
  if (ids.length > 0) await dropRescue({ personId, documentId: '' }, ids);
}

/** Calls back when another tab kept or settled words of this place; call the answer to stop. */
export function onRescueChanged(place: RescuePlace, listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<RescuePlace>) => {
    if (data.personId === place.personId && data.documentId === place.documentId) listener();
  };
  return () => channel.close();
}

/** The kept words as plain text, a blank line between blocks. */
export function rescueText(rescue: Pick<Rescue, 'blocks'>): string {
  return rescue.blocks.map((block) => textOf(block.stretches)).join('\n\n');
}

/**
 * Two tabs may hold the same unsent block, one of them a little longer: the longer one says it all. Blocks that differ
 * otherwise are both kept.
 */
export function withoutRepeats(blocks: readonly UnsavedBlock[]): UnsavedBlock[] {
  const kept: UnsavedBlock[] = [];
  for (const block of blocks) {
    const text = textOf(block.stretches);
    const at = kept.findIndex((one) => one.id === block.id && isWithin(textOf(one.stretches), text));
    const twin = kept[at];
    if (!twin) kept.push(block);
    else if (text.length > textOf(twin.stretches).length) kept[at] = block;
  }
  return kept;
}

function isWithin(one: string, other: string): boolean {
  return one.includes(other) || other.includes(one);
}

function tell(place: RescuePlace): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ personId: place.personId, documentId: place.documentId });
  channel.close();
}

async function allOf(personId: string): Promise<StoredRescue[]> {
  // Keys begin with the time: in the order in which they were kept.
  const all = await inStore<StoredRescue[]>('readonly', (store) => store.getAll());
  return all.filter((rescue) => rescue.personId === personId);
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const database = await opened();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result as Result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'id' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
