// Presence across nodes. It travels by hints alone: a lost one is made up for by the next, at most 15 s later.
import type { Signals } from '@hamnevis/db/signals/signals';
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import type { HeldDocuments } from '../documents/held-documents.ts';
import { readAwareness, writeAwareness } from './awareness-frame.ts';

export interface NodePresence {
  publish(documentId: string, frame: Uint8Array): void;
  /** Asks the other nodes who is at a document that this node has just opened. */
  askOthers(documentId: string): void;
  stop(): void;
}

interface Options {
  signals: Signals;
  documents: HeldDocuments;
  node: string;
}

export function createNodePresence({ signals, documents, node }: Options): NodePresence {
  function publish(documentId: string, frame: Uint8Array): void {
    signals.publish('awareness', { documentId, node, frame: Buffer.from(frame).toString('base64') });
  }

  const end = signals.subscribe('awareness', ({ documentId, node: from, frame }) => {
    const held = documents.get(documentId)?.held;
    if (!held || from === node) return;
    const bytes = new Uint8Array(Buffer.from(frame, 'base64'));
    const entries = readAwareness(bytes);
    if (entries.length === 0) {
      // A node that has just opened the document asks who is here.
      const ours = [...held.presenceOwners.keys()].filter((id) => held.document.awareness.meta.has(id));
      if (ours.length > 0) publish(documentId, encodeAwarenessUpdate(held.document.awareness, ours));
      return;
    }
    applyAwarenessUpdate(held.document.awareness, bytes, { source: 'local' });
    for (const { clientId, json } of entries) {
      if (json === 'null') held.forgetPresence(clientId);
    }
  });

  return {
    publish,
    askOthers: (documentId) => publish(documentId, writeAwareness([])),
    stop: end,
  };
}
