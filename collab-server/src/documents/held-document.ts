// One document in this node's memory, and how far it has read the log. The log is the truth: what stands here was
// read from it, or was committed to it a moment ago by one of this node's own connections.

import type { HomelessText } from '@hamnevis/core/history/homeless';
import type { RoomMessage } from '@hamnevis/core/sockets/room';
import type { Database } from '@hamnevis/db/connect';
import { followLog, type LoadedLog, loadLog, updateV1 } from '@hamnevis/db/log/load';
import type { Connection, Document } from '@hocuspocus/server';
import type { Logger } from 'pino';
import { SYNC, syncFrame } from '../sockets/frames.ts';
import { DocumentRoom } from './document-room.ts';
import { HeldArticle, type MissingState } from './held-article.ts';

/** A row that one of our own connections has just committed. */
export interface OwnRow {
  sequence: number;
  update: Uint8Array;
  by: Connection;
}

export class HeldDocument {
  readonly id: string;
  /** Hocuspocus's: the connections and their awareness. No text ever stands in it. */
  readonly document: Document;
  readonly article: HeldArticle;
  /** Who waits for what the article lacks: told of each change of it. */
  readonly lacking = new Set<{ look(): void }>();
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
  readonly room: DocumentRoom;
  #following: Promise<void> | null = null;
  #followingNext: Promise<void> | null = null;
  /** They go with the answer that they were made of. */
  readonly #frames = new WeakMap<MissingState, { address: string; frames: readonly Uint8Array[] }>();
  /** Whose change is being applied: they have it already. */
  #author: Connection | null = null;
  readonly #news: { update: Uint8Array; author: Connection | null }[] = [];

  /**
   * `onHomeless` is told of text that died by a row though nobody deleted it, `onRoom` how full the document is when
   * its writers should know.
   */
  constructor(
    document: Document,
    database: Database,
    log: Logger,
    options: {
      maxBytes: number;
      onHomeless: (texts: HomelessText[]) => void;
      onRoom: (message: RoomMessage) => void;
    },
  ) {
    this.id = document.name;
    this.document = document;
    this.#database = database;
    this.#log = log.child({ documentId: document.name });
    this.article = new HeldArticle({
      onChange: (update) => this.#announce(update),
      onFault: (error) => this.#log.error({ err: error }, 'a row of the log could not be applied'),
      onHomeless: options.onHomeless,
    });
    this.room = new DocumentRoom({
      maxBytes: options.maxBytes,
      measure: () => this.article.measure(),
      onChange: options.onRoom,
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
    return this.room.bytes;
  }

  /** True when the state holds exactly the rows up to {@link sequence}, so that it may be kept as a snapshot. */
  get isExact(): boolean {
    return this.#ahead.size === 0;
  }

  /** Reads snapshot and tail, and answers them. Throws the driver's error when the database is away. */
  async load(): Promise<LoadedLog> {
    const loaded = await loadLog(this.#database, this.id);
    const updates = loaded.updates.map(updateV1);
    this.article.load(updates, loaded.snapshotVector);
    this.room.loaded(totalBytes(updates));
    this.#sequence = loaded.sequence;
    this.#snapshotSequence = loaded.corruptSnapshots.length > 0 ? 0 : loaded.snapshotSequence;
    return loaded;
  }

  /** Applies rows that our own connections have just committed, all of them in one change. */
  applyOwn(rows: readonly OwnRow[]): void {
    // Following may have brought some already: they are in the log since a moment.
    const lacking = rows.filter(({ sequence }) => sequence > this.#sequence && !this.#ahead.has(sequence));
    if (lacking.length === 0) return;
    const author = lacking[0]?.by ?? null;
    this.#author = lacking.every(({ by }) => by === author) ? author : null;
    this.#apply(lacking.map(({ update }) => update));
    this.#author = null;
    for (const { sequence } of lacking) this.#ahead.add(sequence);
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

  /** To be told when a snapshot of `sequence` was written. */
  folded(sequence: number, stateBytes: number): void {
    this.#snapshotSequence = Math.max(this.#snapshotSequence, sequence);
    this.room.measured(stateBytes);
  }

  /**
   * The frames that give a client with this state vector what it lacks, encoded once for all who come with the same.
   * Throws on what is no state vector.
   */
  framesFor(stateVector: Uint8Array, address: string): readonly Uint8Array[] {
    const missing = this.article.missing(stateVector);
    const known = this.#frames.get(missing);
    if (known?.address === address) return known.frames;
    const frames = [syncFrame(address, SYNC.step2, missing.answer)];
    if (missing.ahead) frames.unshift(syncFrame(address, SYNC.update, missing.ahead));
    this.#frames.set(missing, { address, frames });
    return frames;
  }

  /** Awareness would remember the id of somebody who left for ever. */
  forgetPresence(clientId: number): void {
    // What waits to be sent of this turn still names it.
    this.document.flush();
    this.document.awareness.meta.delete(clientId);
  }

  async #read(): Promise<void> {
    const rows = await followLog(this.#database, this.id, this.#sequence);
    const first = rows[0];
    if (first && first.sequence !== this.#sequence + 1) return this.#readAcrossFold();
    const lacking = rows.filter(({ sequence }) => sequence > this.#sequence && !this.#ahead.has(sequence));
    this.#apply(lacking.map(({ update }) => update));
    this.#sequence = Math.max(this.#sequence, rows.at(-1)?.sequence ?? 0);
    this.#absorb();
  }

  /** The rows that we lack were folded away: their text is in a snapshot. */
  async #readAcrossFold(): Promise<void> {
    const loaded = await loadLog(this.#database, this.id);
    this.#apply(loaded.updates.map(updateV1));
    this.#sequence = Math.max(this.#sequence, loaded.sequence);
    this.#absorb();
  }

  #absorb(): void {
    while (this.#ahead.delete(this.#sequence + 1)) this.#sequence += 1;
    for (const sequence of this.#ahead) if (sequence <= this.#sequence) this.#ahead.delete(sequence);
  }

  #apply(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.article.apply(updates);
    this.room.grew(totalBytes(updates));
  }

  /** Tells the others, after the acknowledgements that leave in this turn. */
  #announce(update: Uint8Array): void {
    for (const one of this.lacking) setImmediate(() => one.look());
    this.#news.push({ update, author: this.#author });
    if (this.#news.length === 1) process.nextTick(() => this.#sendNews());
  }

  #sendNews(): void {
    for (const { update, author } of this.#news.splice(0)) {
      let frame: Uint8Array | undefined;
      let address: string | undefined;
      for (const connection of this.document.connections.keys()) {
        if (connection === author) continue;
        // Connections of one address receive the same bytes.
        if (!frame || address !== connection.messageAddress) {
          address = connection.messageAddress;
          frame = syncFrame(address, SYNC.update, update);
        }
        connection.send(frame);
      }
    }
  }
}

function totalBytes(updates: readonly Uint8Array[]): number {
  return updates.reduce((sum, update) => sum + update.length, 0);
}
