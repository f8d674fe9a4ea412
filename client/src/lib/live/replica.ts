// One Y.Doc with its local copy and its connection. After a refusal a replica is poisoned: its next updates have
// gaps. It is thrown away whole and a new one, under a new client id, takes its place.

import { applyCostlyState, applyState } from '@hamnevis/core/document/apply-state';
import { withoutFormattingCleanup } from '@hamnevis/core/document/formatting-cleanup';
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import type { AwarenessUser } from '@hamnevis/core/sockets/awareness';
import { HocuspocusProvider } from '@hocuspocus/provider';

import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  type AckLedger,
  acknowledged,
  changeMade,
  connectionChanged,
  emptyLedger,
  frameSent,
  handshakeSent,
  partSent,
  waiting,
} from './ack-ledger.ts';
import { CarriedLetters } from './carried-letters.ts';
import { CommittedCopy } from './committed-copy.ts';
import type { Frame } from './frames.ts';
import { LedgerSocket } from './ledger-socket.ts';
import {
  CARRIED_KEY,
  type CopyAddress,
  copyName,
  dropCopy,
  holdCopy,
  type LocalCopy,
  openCopies,
  PASTED_KEY,
  readCopy,
  SAFE_KEY,
  type StoredCopy,
} from './local-copies.ts';
import { PastedLetters } from './pasted-letters.ts';
import type { Unconfirmed } from './unsaved-words.ts';

/** Opening goes on without the local copies when the browser does not give them within this time. */
const COPY_TIMEOUT_MS = 3000;
const REMEMBER_MS = 1000;
/** Origin of what earlier visits and other tabs have left in this browser. */
const FROM_COPIES = Symbol('from copies');

export interface ReplicaOptions {
  /** Where this replica's own copy stands. */
  copy: CopyAddress;
  /** Copies of other openings, which are read into this one. */
  earlier: readonly LocalCopy[];
  /** Unconfirmed changes that they are known to hold. */
  restoredWaiting: number;
  user: AwarenessUser;
  url: string;
  getTicket: () => Promise<string>;
  onChange: () => void;
  /** The most bytes that the server takes in one update. */
  maxUpdateBytes: () => number;
  /** Something that was written is larger than that and cannot be cut. */
  onTooLarge: () => void;
  /** The server did not take an update (SyncStatus false). */
  onRefused: () => void;
  onStateless: (payload: string) => void;
  onClosed: (event: { code: number; reason: string }) => void;
}

export class Replica {
  /** A reader's replica tidies nothing: nobody would hear of it. */
  readonly document = withoutFormattingCleanup(new Y.Doc(), () => this.readOnly === true);
  readonly awareness: Awareness;
  ledger: AckLedger;
  /** The article has content to show: from the local copy or from the server. */
  hasContent = false;
  connection: 'opening' | 'online' | 'offline' = 'opening';
  /** What the server lets this connection do; null until it said so. */
  readOnly: boolean | null = null;

  private readonly options: ReplicaOptions;
  private copy: CommittedCopy | null = null;
  private readonly letCopyGo: () => void;
  /** Whatever the browser had kept stands here: its copies may be dropped once it is safe. */
  hasRead = false;
  private readonly socket: LedgerSocket;
  private readonly provider: HocuspocusProvider;
  /** Clients of an earlier visit whose items the server did not have at the handshake, and up to where it had them. */
  private suspects = new Map<number, number>();
  /** Everything of this replica's own client before this clock is in the log: the server said so. */
  private ownSafeClock = 0;
  /** Which of the letters that are not safe were pasted: the server is told with them. */
  private readonly pasted = new PastedLetters();
  /** Which of them are older ones over again, since a block was split, joined or converted. */
  readonly carried = new CarriedLetters();
  /** It is known what the server has of what stands here: from it, or from the last visit. */
  private knowsServer = false;
  /** The server's question on this connection was answered with all that it lacked. */
  private hasAnswered = false;
  private destroyed = false;
  private rememberTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReplicaOptions) {
    this.options = options;
    this.ledger = emptyLedger(options.restoredWaiting);
    this.letCopyGo = holdCopy(options.copy);
    this.socket = new LedgerSocket(options.url, {
      maySend: (frame) => this.maySend(frame),
      onSent: (frame) => this.sent(frame),
      aheadOfHandshake: () => this.unsafeChanges(),
      pasted: () => this.pasted.ranges,
      maxUpdateBytes: options.maxUpdateBytes,
      onTooLarge: options.onTooLarge,
      onReceived: (frame) => this.received(frame),
      takeIn: (each) => Y.transact(this.document, each, this.provider, false),
      // What the provider then takes in once more is nothing new.
      beforeLarge: (update) => applyCostlyState(this.document, update, this.provider),
    });
    // Before the provider listens: a frame must find its own change counted when it goes out.
    this.document.on('update', (_update: Uint8Array, origin: unknown) => {
      // A reader's replica only changes by its editor's own repairs, which are discarded with it.
      if (origin === this.provider || origin === FROM_COPIES || this.readOnly) return;
      this.ledger = changeMade(this.ledger);
      options.onChange();
    });
    this.document.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.local && !this.readOnly && this.carried.look(transaction))
        this.writeKept(CARRIED_KEY, this.carried);
    });
    this.provider = new HocuspocusProvider({
      name: options.copy.documentId,
      document: this.document,
      websocketProvider: this.socket,
      token: options.getTicket,
    });
    const { awareness } = this.provider;
    if (!awareness) throw new Error('the provider was made without awareness');
    this.awareness = awareness;
    awareness.setLocalStateField('user', options.user);
    this.provider.on('authenticated', ({ scope }: { scope: string }) => {
      this.readOnly = scope === 'readonly';
      this.connection = 'online';
      options.onChange();
    });
    this.provider.on('authenticationFailed', () => this.socket.reconnect());
    this.provider.on('synced', () => {
      this.contentArrived();
      // Others forgot this caret with the old connection, and would take its state of then for old news: said
      // again, it counts as new.
      awareness.setLocalState(awareness.getLocalState());
    });
    this.provider.on('stateless', ({ payload }: { payload: string }) => options.onStateless(payload));
    this.provider.on('close', ({ event }: { event: { code: number; reason: string } }) => {
      this.connectionLost();
      options.onClosed(event);
    });
    this.socket.on('status', ({ status }: { status: string }) => {
      if (status === 'disconnected') this.connectionLost();
    });
    void this.start();
  }

  private async start(): Promise<void> {
    const read = this.readCopies();
    await Promise.race([read, new Promise((resolve) => setTimeout(resolve, COPY_TIMEOUT_MS))]);
    if (this.destroyed) return;
    // Words that come later than this still go to the server: with the next handshake.
    if (!this.hasRead) void read.then(() => this.reconnect());
    if (this.document.getXmlFragment(ARTICLE_FRAGMENT).length > 0) this.contentArrived();
    this.provider.attach();
    await this.socket.connect();
  }

  /** Takes in what other openings have left, begins a copy of its own, and then drops those that nobody uses. */
  private async readCopies(): Promise<void> {
    const { copy: address, earlier } = this.options;
    const [open, stored] = await Promise.all([
      openCopies(),
      Promise.all(earlier.map((copy) => readCopy(copy).catch(() => undefined))),
    ]);
    if (this.destroyed) return;
    this.takeIn(stored.filter((one) => one !== undefined && one !== null));
    this.hasRead = !stored.includes(undefined);
    const copy = new CommittedCopy(copyName(address), this.document);
    this.copy = copy;
    await copy.whenSynced;
    // Signing out elsewhere deletes the copy: from then on nothing is kept here.
    copy.db?.addEventListener('versionchange', () => void copy.destroy());
    if (this.knowsServer) await this.writeSafe();
    this.writeKept(PASTED_KEY, this.pasted);
    this.writeKept(CARRIED_KEY, this.carried);
    const left = earlier.filter((_, index) => stored[index] !== undefined);
    for (const one of left) if (open && !open.has(copyName(one))) void dropCopy(one);
  }

  private takeIn(stored: readonly StoredCopy[]): void {
    if (stored.length === 0) return;
    Y.transact(
      this.document,
      () => {
        for (const { updates } of stored)
          for (const update of updates) applyState(this.document, update, FROM_COPIES);
      },
      FROM_COPIES,
      false,
    );
    for (const { pasted, carried } of stored) {
      if (pasted) this.pasted.takeIn(pasted);
      if (carried) this.carried.takeIn(carried);
    }
    const known = stored.flatMap(({ safe }) => (safe ? [Y.decodeStateVector(safe)] : []));
    // Each of them is true of the server; together they know the most.
    const safe = new Map<number, number>();
    for (const vector of known)
      for (const [client, clock] of vector) safe.set(client, Math.max(safe.get(client) ?? 0, clock));
    // Where nobody ever learnt what the server has, everything may be unsafe, until its handshake says otherwise.
    if (known.length > 0 || this.options.restoredWaiting > 0) this.markSuspects(safe);
    this.knowsServer ||= known.length > 0;
  }

  /** What one's own change brought was not typed but pasted or dropped. Called before the change goes out. */
  pastedBy({ beforeState, afterState }: Y.Transaction): void {
    const client = this.document.clientID;
    const clock = beforeState.get(client) ?? 0;
    const length = (afterState.get(client) ?? 0) - clock;
    if (length <= 0) return;
    this.pasted.add({ client, clock, length });
    this.writeKept(PASTED_KEY, this.pasted);
  }

  /** Ends the connection of now; a new one is made by itself. */
  reconnect(): void {
    this.socket.reconnect();
  }

  /** Lets go of a connection that is known to be dead; a new one is made by itself. */
  giveUp(): void {
    this.socket.giveUp();
  }

  /** Tries to connect at once instead of waiting for the next attempt. */
  connectNow(): void {
    if (this.connection === 'offline' && !this.destroyed) void this.socket.connect();
  }

  /** Changes that are not known to be safe; letters that the server does not have are never told as none. */
  get waiting(): number {
    return Math.max(waiting(this.ledger), this.hasUnsafe && !this.readOnly ? 1 : 0);
  }

  /** Something stands here that no acknowledgement named: one's own, or of an earlier visit. */
  private get hasUnsafe(): boolean {
    return this.suspects.size > 0 || this.ownClock > this.ownSafeClock;
  }

  private get ownClock(): number {
    return Y.getState(this.document.store, this.document.clientID);
  }

  /** Which items the server has not confirmed. */
  get unconfirmed(): Unconfirmed {
    return new Map([...this.suspects, [this.document.clientID, this.ownSafeClock]]);
  }

  /** Ends the connection and forgets the Y.Doc; the local copy stays. */
  async destroy(): Promise<void> {
    if (this.destroyed) return;
    this.destroyed = true;
    clearTimeout(this.rememberTimer);
    this.provider.destroy();
    this.socket.destroy();
    await this.copy?.destroy().catch(() => undefined);
    this.letCopyGo();
    this.document.destroy();
  }

  private contentArrived(): void {
    if (this.hasContent) return;
    this.hasContent = true;
    this.options.onChange();
  }

  private connectionLost(): void {
    this.ledger = connectionChanged(this.ledger);
    this.hasAnswered = false;
    if (this.connection !== 'offline') {
      this.connection = 'offline';
      this.options.onChange();
    }
  }

  private maySend(frame: Frame): boolean {
    if (frame.kind !== 'update') return true;
    return this.ledger.handshaken && !this.readOnly;
  }

  private sent(frame: Frame): void {
    if (frame.kind === 'step-two') this.hasAnswered = true;
    if (frame.kind === 'step-two' || frame.kind === 'ahead') this.ledger = handshakeSent(this.ledger);
    if (frame.kind === 'part') this.ledger = partSent(this.ledger);
    if (frame.kind === 'update') this.ledger = frameSent(this.ledger);
  }

  /** While held, what others write waits outside this replica; see {@link LedgerSocket.hold}. */
  holdOthers(held: boolean): void {
    this.socket.hold(held);
  }

  private received(frame: Frame): void {
    // What the server asks with is what it has committed. The provider has answered already when this is called;
    // the clocks have not moved since.
    if (frame.kind === 'step-one') this.compareWith(Y.decodeStateVector(frame.stateVector));
    if (frame.kind !== 'status') return;
    const { said } = frame;
    if (said === 'refused') {
      this.options.onRefused();
      return;
    }
    // A server that names nothing makes nothing safe: the words go on waiting.
    if (said === 'bare') return;
    this.ledger = acknowledged(this.ledger, said);
    for (const [client, clock] of said.clocks) this.safeUpTo(client, clock);
    if (this.waiting === 0) this.carried.allSafe();
    this.rememberSafe();
    // All that was sent is done, and still something is not safe: it never went out. The next handshake carries it.
    if (this.hasAnswered && this.ledger.inFlight.length === 0 && this.hasUnsafe && !this.readOnly)
      this.reconnect();
    this.options.onChange();
  }

  /**
   * Whatever the server is not known to have, to be sent before its own news is taken in: a paragraph that somebody
   * else deleted meanwhile would take the words in it along, here, before the server has ever seen them. Null when
   * there is nothing, or when only the handshake can tell.
   */
  private unsafeChanges(): Uint8Array | null {
    if (!this.knowsServer || this.readOnly) return null;
    if (this.waiting === 0) return null;
    const known = this.stateVector();
    for (const [client, clock] of this.unconfirmed) known.set(client, clock);
    return Y.encodeStateAsUpdate(this.document, Y.encodeStateVector(known));
  }

  /** A second behind is early enough: what is sent once more is known to the server. */
  private rememberSafe(): void {
    this.rememberTimer ??= setTimeout(() => {
      this.rememberTimer = undefined;
      void this.writeSafe();
    }, REMEMBER_MS);
  }

  private async writeSafe(): Promise<void> {
    if (this.destroyed) return;
    const safe = this.stateVector();
    for (const [client, clock] of this.unconfirmed) safe.set(client, clock);
    const kept = Y.encodeStateVector(safe).slice().buffer as ArrayBuffer;
    await this.copy?.set(SAFE_KEY, kept).catch(() => undefined);
  }

  /** At once, since a tab may end without a word, and pastes and splits are few. */
  private writeKept(key: string, letters: PastedLetters | CarriedLetters): void {
    const kept = letters.encode().slice().buffer as ArrayBuffer;
    void this.copy?.set(key, kept).catch(() => undefined);
  }

  private stateVector(): Map<number, number> {
    return Y.decodeStateVector(Y.encodeStateVector(this.document));
  }

  private safeUpTo(client: number, clock: number): void {
    this.pasted.forget(client, clock);
    this.carried.forget(client, clock);
    if (client === this.document.clientID) this.ownSafeClock = Math.max(this.ownSafeClock, clock);
    else if (this.suspects.has(client)) {
      if (clock >= Y.getState(this.document.store, client)) this.suspects.delete(client);
      else this.suspects.set(client, clock);
    }
  }

  private compareWith(server: Map<number, number>): void {
    this.safeUpTo(this.document.clientID, server.get(this.document.clientID) ?? 0);
    this.markSuspects(server);
    this.knowsServer = true;
    this.rememberSafe();
  }

  private markSuspects(server: ReadonlyMap<number, number>): void {
    this.suspects.clear();
    this.pasted.forgetAll(server);
    this.carried.forgetAll(server);
    for (const [client, clock] of this.stateVector()) {
      const known = server.get(client) ?? 0;
      if (client !== this.document.clientID && clock > known) this.suspects.set(client, known);
    }
  }
}
