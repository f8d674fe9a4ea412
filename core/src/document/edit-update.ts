import * as Y from 'yjs';

/**
 * Edits a document that is nobody else's (just read from the log) under a fresh client id and answers the update
 * of exactly this edit, or null when it changed nothing.
 */
export function editUpdate(
  document: Y.Doc,
  clientId: number,
  edit: (document: Y.Doc) => void,
): Uint8Array | null {
  document.clientID = clientId;
  let update: Uint8Array | null = null;
  const listen = (bytes: Uint8Array) => {
    update = bytes;
  };
  document.on('update', listen);
  try {
    document.transact(() => edit(document), 'edit');
  } finally {
    document.off('update', listen);
  }
  return update;
}

/** A fresh client id, as Yjs draws them. */
export function freshClientId(): number {
  return new Y.Doc().clientID;
}
