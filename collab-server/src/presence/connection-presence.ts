// One connection's presence: one state, under one client id, which is bound to its owner before anybody sees it,
// stamped with who they truly are.
import { AWARENESS_LIMIT_BYTES, type AwarenessUser } from '@hamnevis/core/sockets/awareness';
import type { Database } from '@hamnevis/db/connect';
import { throughOutage } from '@hamnevis/db/log/outage';
import { bindClient } from '@hamnevis/db/queries/collab-clients';
import { type Connection, OutgoingMessage } from '@hocuspocus/server';
import type { Logger } from 'pino';
import { applyAwarenessUpdate } from 'y-protocols/awareness';
import type { Admission } from '../admission/admission.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import { type AwarenessEntry, readAwareness, writeAwareness } from './awareness-frame.ts';

export interface PresenceParts {
  database: Database;
  log: Logger;
  signal: AbortSignal;
  /** Tells the other nodes. */
  publish: (documentId: string, frame: Uint8Array) => void;
}

/** Hocuspocus sends it on, and does not count the state as the connection's: we do. */
const LOCAL = { source: 'local' } as const;
/** A caret should not be shown before the letters it stands behind; but it does not wait longer than this. */
const WAIT_FOR_UPDATES_MS = 1_000;
/** Of states that come faster than this only the newest is shown. */
const LEAST_PAUSE_MS = 15;
/** Client ids that one connection may go through: Yjs changes its own when it meets itself. */
const MOST_CLIENT_IDS = 8;

export class ConnectionPresence {
  readonly #connection: Connection<{ admission: Admission }>;
  readonly #held: HeldDocument;
  readonly #parts: PresenceParts;
  #clientId: number | null = null;
  #clientIdsLeft = MOST_CLIENT_IDS;
  #newest: Uint8Array | null = null;
  #showing: Promise<void> | null = null;

  constructor(connection: Connection<{ admission: Admission }>, held: HeldDocument, parts: PresenceParts) {
    this.#connection = connection;
    this.#held = held;
    this.#parts = parts;
  }

  /** Takes the body of an awareness frame; it is shown after `before`, the updates that came ahead of it. */
  receive(body: Uint8Array, before: Promise<void> | null): void {
    this.#newest = body;
    this.#showing ??= this.#showNewest(before).finally(() => {
      this.#showing = null;
      // What came at the very end is shown too.
      if (this.#newest) this.receive(this.#newest, null);
    });
  }

  /** Sends everybody's presence to this connection. */
  sendAll(): void {
    if (!this.#held.document.hasAwarenessStates()) return;
    const message = new OutgoingMessage(this.#connection.messageAddress);
    this.#connection.send(message.createAwarenessUpdateMessage(this.#held.document.awareness).toUint8Array());
  }

  /** The connection ended: its state goes for everybody, on every node. */
  end(): void {
    if (this.#clientId !== null) this.#remove(this.#clientId);
    this.#clientId = null;
    this.#newest = null;
  }

  async #showNewest(before: Promise<void> | null): Promise<void> {
    try {
      if (before) await Promise.race([before, later(WAIT_FOR_UPDATES_MS)]);
      for (let body = this.#newest; body; body = this.#newest) {
        this.#newest = null;
        await this.#show(readAwareness(body));
        await later(LEAST_PAUSE_MS);
      }
    } catch (error) {
      // A state that cannot be read or stored is not shown; the text is not touched by it.
      if (!this.#parts.signal.aborted) {
        this.#parts.log.info({ err: error, documentId: this.#held.id }, 'presence not shown');
      }
    }
  }

  async #show(entries: readonly AwarenessEntry[]): Promise<void> {
    // Clients also send what they think of others (that somebody timed out, say): only their own entry counts.
    const own = entries.find((entry) => entry.clientId === this.#clientId);
    if (own) {
      this.#relay(own);
      return;
    }
    const [first, ...others] = entries.filter((entry) => entry.json !== 'null');
    if (!first || others.length > 0 || this.#clientIdsLeft === 0) return;
    this.#clientIdsLeft -= 1;
    const { person, run } = this.#connection.context.admission;
    const isOwn = await throughOutage(
      () =>
        bindClient(this.#parts.database, this.#held.id, first.clientId, {
          personId: person.id,
          runId: run?.id ?? null,
        }),
      this.#parts.signal,
    );
    // Bound to somebody else: shown to nobody. What it writes will be refused.
    if (!isOwn || !this.#held.document.hasConnection(this.#connection)) return;
    if (this.#clientId !== null) this.#remove(this.#clientId);
    this.#clientId = first.clientId;
    this.#relay(first);
  }

  #relay(entry: AwarenessEntry): void {
    if (entry.json === 'null') {
      this.#publish(entry);
      return;
    }
    if (entry.json.length > AWARENESS_LIMIT_BYTES) return;
    const state: unknown = JSON.parse(entry.json);
    if (typeof state !== 'object' || state === null || Array.isArray(state)) return;
    this.#publish({ ...entry, json: JSON.stringify({ ...state, user: this.#user() }) });
  }

  #user(): AwarenessUser {
    const { person, run } = this.#connection.context.admission;
    return run
      ? { id: person.id, name: person.name, color: person.color, kind: 'ai', runId: run.id }
      : { id: person.id, name: person.name, color: person.color, kind: 'person' };
  }

  #publish(entry: AwarenessEntry): void {
    const frame = writeAwareness([entry]);
    this.#held.presenceOwners.set(entry.clientId, this);
    applyAwarenessUpdate(this.#held.document.awareness, frame, LOCAL);
    this.#parts.publish(this.#held.id, frame);
  }

  #remove(clientId: number): void {
    // A client that came back over a new connection keeps its state when the old one is found dead.
    if (this.#held.presenceOwners.get(clientId) !== this) return;
    this.#held.presenceOwners.delete(clientId);
    const { awareness } = this.#held.document;
    const clock = awareness.meta.get(clientId)?.clock;
    if (clock === undefined) return;
    const frame = writeAwareness([{ clientId, clock, json: 'null' }]);
    applyAwarenessUpdate(awareness, frame, LOCAL);
    this.#parts.publish(this.#held.id, frame);
    this.#held.forgetPresence(clientId);
  }
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
