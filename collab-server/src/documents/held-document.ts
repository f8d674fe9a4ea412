// One document in this node's memory, and how far it has read the log. The log is the truth: what stands here was
// read from it, or was committed to it a moment ago by one of this node's own connections.

import type { Database } from '@hamnevis/db/connect';
import { applyLogged, followLog, type LoggedUpdate, loadLog } from '@hamnevis/db/log/load';
import type { Document } from '@hocuspocus/server';
import type { Logger } from 'pino';
import * as Y from 'yjs';

/** Clients receive what is applied under it, and no hook of Hocuspocus stores it. */
const FROM_LOG = { source: 'local', skipStoreHooks: true } as const;

/** A state vector without entries: somebody who has nothing yet. */
const EMPTY_STATE_VECTOR_BYTES = 1;

export class HeldDocument {
  readonly id: string;
  readonly document: Document;
  /** Whose each shown awareness state is, by client id. */
  readonly presenceOwners = new Map<number, object>();
  /** Client ids that the log has bound, and to whom; a binding is for good, so it need not be asked for again. */
  readonly boundClients = new Map<number, string>();
  readonly #database: Database;
  readonly #log: Logger;
  /** Every row up to this one is applied. */
  #sequence = 0;
  /** Rows beyond `#sequence` that are applied: our own, committed behind rows of other nodes. */
  readonly #ahead = new Set<number>();
  #snapshotSequence = 0;
  #sizeBytes = 0;
  #following: Promise<void> | null = null;
  #followingNext: Promise<void> | null = null;
  #fullState: Uint8Array | null = null;

  constructor(document: Document, database: Database, log: Logger) {
    this.id = document.name;
    this.document = document;
    this.#database = database;
    this.#log = log.child({ documentId: document.name });
    document.on('update', () => {
      this.#fullState = null;
    });
  }

  /** The last row of the log up to which nothing is missing here. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Rows since the last snapshot. */
  get unfolded(): number {
    return this.#sequence - this.#snapshotSequence;
  }

  /** About how large the encoded state is. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** True when the state holds exactly the rows up to {@link sequence}, so that it may be kept as a snapshot. */
  get isExact(): boolean {
    return this.#ahead.size === 0;
  }

  /** Reads snapshot and tail. Throws the driver's error when the database is away. */
  async load(): Promise<void> {
    const loaded = await loadLog(this.#database, this.id);
    this.document.transact(() => {
      for (const update of loaded.updates) this.#applyLogged(update);
    }, FROM_LOG);
    this.#sequence = loaded.sequence;
    this.#snapshotSequence = loaded.corruptSnapshots.length > 0 ? 0 : loaded.snapshotSequence;
  }

  /** Applies a row that one of our own connections has just committed. */
  applyOwn(update: Uint8Array, sequence: number): void {
    // Following may have brought it already: it is in the log since a moment.
    if (sequence <= this.#sequence) return;
    this.#apply(update);
    this.#ahead.add(sequence);
    this.#absorb();
    if (!this.isExact) void this.follow().catch(() => {});
  }

  /**
   * Reads what the log has and we lack. Resolves when everything that was committed before the call is applied.
   * Throws the driver's error when the database is away.
   */
  follow(): Promise<void> {
    if (!this.#following) {
      this.#following = this.#read().finally(() => {
        this.#following = null;
      });
      return this.#following;
    }
    // The reading in flight may have begun before the row that the caller means was committed.
    this.#followingNext ??= this.#following
      .catch(() => {})
      .then(() => {
        this.#followingNext = null;
        return this.follow();
      });
    return this.#followingNext;
  }

  /** The state that a client lacks. The whole of it is encoded once for all who come with nothing. */
  stateSince(stateVector: Uint8Array): Uint8Array {
    if (stateVector.length > EMPTY_STATE_VECTOR_BYTES) {
      return Y.encodeStateAsUpdate(this.document, stateVector);
    }
    return this.fullState();
  }

  fullState(): Uint8Array {
    this.#fullState ??= Y.encodeStateAsUpdate(this.document);
    return this.#fullState;
  }

  /** To be told when a snapshot of `sequence` was written. */
  folded(sequence: number, stateBytes: number): void {
    this.#snapshotSequence = Math.max(this.#snapshotSequence, sequence);
    this.#sizeBytes = stateBytes;
  }

  async #read(): Promise<void> {
    const rows = await followLog(this.#database, this.id, this.#sequence);
    const first = rows[0];
    if (first && first.sequence !== this.#sequence + 1) return this.#readAcrossFold();
    for (const { sequence, update } of rows) {
      if (!this.#ahead.has(sequence) && sequence > this.#sequence) this.#apply(update);
      this.#sequence = Math.max(this.#sequence, sequence);
    }
    this.#absorb();
  }

  /** The rows that we lack were folded away: their text is in a snapshot. */
  async #readAcrossFold(): Promise<void> {
    const loaded = await loadLog(this.#database, this.id);
    this.document.transact(() => {
      for (const update of loaded.updates) this.#applyLogged(update);
    }, FROM_LOG);
    this.#sequence = Math.max(this.#sequence, loaded.sequence);
    this.#absorb();
  }

  #absorb(): void {
    while (this.#ahead.delete(this.#sequence + 1)) this.#sequence += 1;
    for (const sequence of this.#ahead) if (sequence <= this.#sequence) this.#ahead.delete(sequence);
  }

  #apply(update: Uint8Array): void {
    this.#applyLogged({ bytes: update, encoding: 'v1' });
  }

  #applyLogged(update: LoggedUpdate): void {
    this.#sizeBytes += update.bytes.length;
    try {
      applyLogged(this.document, update, FROM_LOG);
    } catch (error) {
      // One row that Yjs cannot read must not take the document with it.
      this.#log.error({ err: error }, 'a row of the log could not be applied');
    }
  }
}
