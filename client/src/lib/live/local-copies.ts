// The documents that this browser keeps for working offline: one database per person, document and tab, so that no tab
// can take away what another has not sent yet. A tab that opens takes over what closed tabs have left.
import { readItem, writeItem } from '../preferences.ts';

const PREFIX = 'hamnevis.copy.';
/** Stores as y-indexeddb makes them. */
const UPDATES = 'updates';
const CUSTOM = 'custom';
/** Under this key a copy keeps what the server is known to have, as a state vector. */
export const SAFE_KEY = 'safe';
/** Under this key it keeps which of the letters that are not safe were pasted (core's `encodePasted`). */
export const PASTED_KEY = 'pasted';
/** Under this key it keeps which of the letters that are not safe are older ones over again ({@link CarriedLetters}). */
export const CARRIED_KEY = 'carried';

/** Where a copy stands: each opening of a document has its own. */
export interface CopyAddress {
  personId: string;
  documentId: string;
  /** Names the opening, never used again. */
  tab: string;
}

export interface LocalCopy extends CopyAddress {
  title: string;
  /** Unconfirmed changes in it by the opening in which they were made: what was taken over is counted once. */
  counts: Readonly<Record<string, number>>;
  /** Unconfirmed changes in all. */
  waiting: number;
}

/** What stands in a copy. */
export interface StoredCopy {
  updates: Uint8Array[];
  /** What the server was known to have; null when that was never learnt. */
  safe: Uint8Array | null;
  /** Which letters were pasted that the server is not known to have. */
  pasted: Uint8Array | null;
  /** Which letters are older ones over again. */
  carried: Uint8Array | null;
}

/** Name of the IndexedDB database of a copy, and of the lock that its tab holds. */
export function copyName({ personId, documentId, tab }: CopyAddress): string {
  return `hamnevis:${personId}:${documentId}:${tab}`;
}

/** Notes that a copy exists, under which title, and how many changes it holds that nobody else has. */
export function noteCopy(address: CopyAddress, note: Pick<LocalCopy, 'title' | 'counts'>): void {
  const text = JSON.stringify({ title: note.title, counts: note.counts });
  if (readItem(keyOf(address)) !== text) writeItem(keyOf(address), text);
}

/** Every copy of a person in this browser. */
export function copiesOf(personId: string): LocalCopy[] {
  const prefix = `${PREFIX}${personId}.`;
  return storedKeys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const [documentId = '', tab = ''] = key.slice(prefix.length).split('.');
      return { personId, documentId, tab, ...noteAt(key) };
    });
}

/** Every copy of one document. */
export function copiesIn(personId: string, documentId: string): LocalCopy[] {
  return copiesOf(personId).filter((copy) => copy.documentId === documentId);
}

/** The counts of several copies as one; what a copy took over from another counts once. */
export function joinedCounts(copies: readonly Pick<LocalCopy, 'counts'>[]): Record<string, number> {
  const joined: Record<string, number> = {};
  for (const { counts } of copies)
    for (const [tab, count] of Object.entries(counts)) joined[tab] = Math.max(joined[tab] ?? 0, count);
  return joined;
}

/** All counts together. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Deletes one copy for good. */
export async function dropCopy(address: CopyAddress): Promise<void> {
  writeItem(keyOf(address), null);
  await deleteDatabase(copyName(address));
}

/** Deletes every copy of a person: on sign-out, once nothing in them waits or it was knowingly given up. */
export async function dropCopiesOf(personId: string): Promise<void> {
  await Promise.all(copiesOf(personId).map(dropCopy));
}

/** Deletes the copies of a document that no open tab holds. */
export async function dropLeftCopies({ personId, documentId }: Omit<CopyAddress, 'tab'>): Promise<void> {
  const open = await openCopies();
  if (!open) return;
  await Promise.all(
    copiesIn(personId, documentId)
      .filter((copy) => !open.has(copyName(copy)))
      .map(dropCopy),
  );
}

/** Tells other tabs, for as long as this one lives, that a copy is in use; call the answer to let it go. */
export function holdCopy(address: CopyAddress): () => void {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  void locks()
    ?.request(copyName(address), () => held)
    // A page that is being left: nothing is held any more.
    .catch(() => undefined);
  return letGo;
}

/** Names of the copies that are in use in any tab; null where the browser cannot tell, and all may be. */
export async function openCopies(): Promise<ReadonlySet<string> | null> {
  try {
    const held = (await locks()?.query())?.held;
    return held ? new Set(held.flatMap(({ name }) => name ?? [])) : null;
  } catch {
    return null;
  }
}

/** Reads a copy without making one; null when there is none. Rejects when the browser refuses. */
export function readCopy(address: CopyAddress): Promise<StoredCopy | null> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(copyName(address));
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => {
      if (opening.error?.name === 'AbortError') resolve(null);
      else reject(opening.error);
    };
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = () => database.close();
      if (!database.objectStoreNames.contains(UPDATES)) {
        database.close();
        resolve(null);
        return;
      }
      const reading = database.transaction([UPDATES, CUSTOM], 'readonly');
      const updates = reading.objectStore(UPDATES).getAll() as IDBRequest<Uint8Array[]>;
      const safe = reading.objectStore(CUSTOM).get(SAFE_KEY) as IDBRequest<unknown>;
      const pasted = reading.objectStore(CUSTOM).get(PASTED_KEY) as IDBRequest<unknown>;
      const carried = reading.objectStore(CUSTOM).get(CARRIED_KEY) as IDBRequest<unknown>;
      reading.oncomplete = () => {
        database.close();
        resolve({
          updates: updates.result,
          safe: bytesIn(safe),
          pasted: bytesIn(pasted),
          carried: bytesIn(carried),
        });
      };
      reading.onerror = reading.onabort = () => {
        database.close();
        reject(reading.error);
      };
    };
  });
}

function bytesIn({ result }: IDBRequest<unknown>): Uint8Array | null {
  return result instanceof ArrayBuffer ? new Uint8Array(result) : null;
}

/** Absent where the page is not served securely. */
function locks(): LockManager | undefined {
  return (navigator as Partial<Pick<Navigator, 'locks'>>).locks;
}

function keyOf({ personId, documentId, tab }: CopyAddress): string {
  return `${PREFIX}${personId}.${documentId}.${tab}`;
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function noteAt(key: string): Pick<LocalCopy, 'title' | 'counts' | 'waiting'> {
  try {
    const note = JSON.parse(readItem(key) ?? '{}') as { title?: string; counts?: Record<string, number> };
    const counts = note.counts ?? {};
    return { title: note.title ?? '', counts, waiting: sumOf(counts) };
  } catch {
    return { title: '', counts: {}, waiting: 0 };
  }
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    // Blocked: another tab holds it open; the deletion happens when that tab closes.
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
