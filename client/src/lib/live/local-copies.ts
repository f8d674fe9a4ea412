// The documents that this browser keeps for working offline, one database per person and document, and how many
// of each one's changes the server has not yet confirmed.
import { readItem, writeItem } from '../preferences.ts';

const PREFIX = 'hamnevis.copy.';

export interface LocalCopy {
  personId: string;
  documentId: string;
  title: string;
  /** Changes that the server had not confirmed when the copy was last written. */
  waiting: number;
}

/** Name of the IndexedDB database that holds one person's copy of one document. */
export function copyName(personId: string, documentId: string): string {
  return `hamnevis:${personId}:${documentId}`;
}

/** Notes that a copy exists, under which title, and how many changes it holds that nobody else has. */
export function noteCopy(copy: LocalCopy): void {
  writeItem(
    `${PREFIX}${copy.personId}.${copy.documentId}`,
    JSON.stringify({ title: copy.title, waiting: copy.waiting }),
  );
}

/** Every copy of a person in this browser. */
export function copiesOf(personId: string): LocalCopy[] {
  const prefix = `${PREFIX}${personId}.`;
  return storedKeys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ personId, documentId: key.slice(prefix.length), ...noteAt(key) }));
}

/** The number of unconfirmed changes noted for a copy; 0 when there is none. */
export function waitingIn(personId: string, documentId: string): number {
  return noteAt(`${PREFIX}${personId}.${documentId}`).waiting;
}

/** Deletes one copy for good. */
export async function dropCopy(personId: string, documentId: string): Promise<void> {
  writeItem(`${PREFIX}${personId}.${documentId}`, null);
  await deleteDatabase(copyName(personId, documentId));
}

/** Deletes every copy of a person: on sign-out, once nothing in them waits or it was knowingly given up. */
export async function dropCopiesOf(personId: string): Promise<void> {
  await Promise.all(copiesOf(personId).map((copy) => dropCopy(personId, copy.documentId)));
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function noteAt(key: string): { title: string; waiting: number } {
  try {
    const note = JSON.parse(readItem(key) ?? '{}') as { title?: string; waiting?: number };
    return { title: note.title ?? '', waiting: note.waiting ?? 0 };
  } catch {
    return { title: '', waiting: 0 };
  }
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    // Blocked: another tab holds it open; the deletion happens when that tab closes.
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
