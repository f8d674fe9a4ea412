// The road of one connection's frames, in the order in which they came: judge -> append -> apply -> acknowledge.
// Nothing is applied, acknowledged or shown to anybody before it is in the log.
import { randomUUID } from 'node:crypto';
import { judgeUpdate, type UpdateVerdict } from '@hamnevis/core/gate/judge-update';
import { withoutKnownDeletes } from '@hamnevis/core/gate/known-deletes';
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Connection } from '@hocuspocus/server';
import * as decoding from 'lib0/decoding';
import type { Logger } from 'pino';
import * as Y from 'yjs';
import { type Admission, mayEdit, mayNeverEdit } from '../admission/admission.ts';
import type { UpdateRate } from '../admission/update-rate.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import { ConnectionPresence, type PresenceParts } from '../presence/connection-presence.ts';
import { FRAME, readAddress, SYNC, syncFrame, syncStatusFrame } from '../sockets/frames.ts';
import type { GuardedSocket } from '../sockets/guarded-socket.ts';
import type { GroupCommit } from './group-commit.ts';

/** What every connection carries; the admission is replaced whenever it is read afresh. */
export interface ConnectionContext {
  socket: GuardedSocket;
  admission: Admission;
}

/** What the road needs of the server around it. */
export interface RoadParts {
  commit: GroupCommit;
  presence: PresenceParts;
  log: Logger;
  limits: { maxUpdateBytes: number; maxDocumentBytes: number };
  rate: UpdateRate;
  counters: { updatesCommitted: number; updatesRefused: number };
  /** Aborted when the server stops. */
  signal: AbortSignal;
  /** An append found that rights or status changed: the others of this document should be judged again too. */
  onRightsChanged: (documentId: string) => void;
}

/** Frames of one connection that go into one row together. */
const RUN_FRAMES = 64;
const RUN_BYTES = 256 * 1024;
/** Queued bytes at which the socket is no longer read, of one connection and of all together. */
const HOLD_BYTES = 256 * 1024;
const HOLD_BYTES_OF_ALL = 64 * 1024 * 1024;
const STATE_VECTOR_LIMIT_BYTES = 256 * 1024;
/** How long an update waits for its predecessors: tabs of one browser reorder. */
const PREDECESSOR_WAIT_MS = 2_000;
/** How often a client is asked for everything it has, one after the other, before it is given up. */
const HEALING_TRIES = 3;

type Item =
  | { kind: 'state-vector'; bytes: Uint8Array }
  /** One change. */
  | { kind: 'update'; bytes: Uint8Array }
  /** Everything that the client has and we lacked when we asked. */
  | { kind: 'answer'; bytes: Uint8Array }
  | { kind: 'close' };

type Outcome = { saved: true } | { saved: false; reason: CloseReason };

export class ConnectionRoad {
  readonly connection: Connection<ConnectionContext>;
  readonly held: HeldDocument;
  readonly presence: ConnectionPresence;
  readonly #parts: RoadParts;
  readonly #items: Item[] = [];
  #queuedBytes = 0;
  #working: Promise<void> | null = null;
  /** The replica holds what was refused: nothing that it sends can be taken any more. */
  #isPoisoned = false;
  #wasTold: CloseReason | null = null;
  /** Frames that are answered when the client has sent everything it has. */
  #owed = 0;
  #isAsked = false;
  #healingTries = 0;

  constructor(connection: Connection<ConnectionContext>, held: HeldDocument, parts: RoadParts) {
    this.connection = connection;
    this.held = held;
    this.#parts = parts;
    this.presence = new ConnectionPresence(connection, held, parts.presence);
  }

  get admission(): Admission {
    return this.connection.context.admission;
  }

  get #socket(): GuardedSocket {
    return this.connection.context.socket;
  }

  /** Takes one frame from the socket. */
  receive(frame: Uint8Array): void {
    try {
      this.#sort(frame);
    } catch (error) {
      this.#parts.log.info({ err: error, documentId: this.held.id }, 'unreadable frame');
      this.#socket.closeFor('malformed');
    }
  }

  /** Resolves when everything that was received is committed or refused. */
  async drained(): Promise<void> {
    while (this.#working) await this.#working;
  }

  tell(message: ServerMessage): void {
    this.connection.sendStateless(JSON.stringify(message));
  }

  /**
   * Rights were read afresh. A new status is told, and a client that may write again is asked for what it could
   * not send meanwhile. A new role is for a new connection: client and server then begin alike.
   */
  admitAgain(admission: Admission): void {
    const before = this.admission;
    this.connection.context.admission = admission;
    if (admission.role !== before.role) {
      this.cut('role-changed');
      return;
    }
    if (admission.status !== before.status) this.tell({ type: 'status', status: admission.status });
    if (mayEdit(before) || !mayEdit(admission)) return;
    this.#wasTold = null;
    this.#askForEverything(0);
  }

  /** Tells why, then closes the socket: whatever else is open on it comes back by itself. */
  cut(reason: CloseReason): void {
    if (this.#wasTold !== reason) this.tell({ type: 'refused', reason });
    this.#wasTold = reason;
    this.#socket.closeFor(reason);
  }

  #sort(frame: Uint8Array): void {
    const head = readAddress(frame);
    if (head?.documentId !== this.held.id) return;
    switch (head.type) {
      case FRAME.sync:
      case FRAME.syncReply: {
        const kind = decoding.readVarUint(head.body);
        const bytes = decoding.readVarUint8Array(head.body);
        this.#push({ kind: syncKind(kind), bytes });
        return;
      }
      case FRAME.awareness:
        this.presence.receive(decoding.readVarUint8Array(head.body), this.#working);
        return;
      case FRAME.queryAwareness:
        this.presence.sendAll();
        return;
      case FRAME.close:
        this.#push({ kind: 'close' });
        return;
      case FRAME.broadcastStateless:
        throw new RangeError('a broadcast from a client');
      default:
      // Everything else is the server's to say, or of a protocol yet to come.
    }
  }

  #push(item: Item): void {
    this.#items.push(item);
    this.#queuedBytes += sizeOf(item);
    const limit = this.#parts.commit.waitingBytes() > HOLD_BYTES_OF_ALL ? 0 : HOLD_BYTES;
    if (this.#queuedBytes > limit) this.#socket.hold(this);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let item = this.#items[0]; item; item = this.#items[0]) {
        await this.#handle(item);
      }
    } catch (error) {
      // A fault of ours must cost this connection, not the program.
      this.#take(this.#items.length);
      if (!this.#parts.signal.aborted) {
        this.#parts.log.error({ err: error, documentId: this.held.id }, 'a frame could not be handled');
      }
      this.#socket.closeFor('try-again');
    } finally {
      this.#working = null;
    }
  }

  async #handle(item: Item): Promise<void> {
    if (item.kind !== 'update') this.#take(1);
    switch (item.kind) {
      case 'update':
        return this.#save(this.#takeRun(), 'change');
      case 'state-vector':
        return this.#answer(item.bytes);
      case 'answer':
        this.#isAsked = false;
        return this.#save([item.bytes], 'answer');
      case 'close':
        this.connection.close({ code: 1000, reason: 'provider_initiated' });
        return;
    }
  }

  #take(count: number): Item[] {
    const taken = this.#items.splice(0, count);
    for (const item of taken) this.#queuedBytes -= sizeOf(item);
    if (this.#queuedBytes <= HOLD_BYTES / 2) this.#socket.letGo(this);
    return taken;
  }

  #takeRun(): Uint8Array[] {
    let count = 0;
    let bytes = 0;
    for (const item of this.#items) {
      if (item.kind !== 'update' || count === RUN_FRAMES) break;
      bytes += item.bytes.length;
      if (count > 0 && bytes > RUN_BYTES) break;
      count += 1;
    }
    return this.#take(count).map((item) => (item as { bytes: Uint8Array }).bytes);
  }

  /** SyncStep1: what the client lacks, and the question what we lack. */
  async #answer(stateVector: Uint8Array): Promise<void> {
    if (stateVector.length > STATE_VECTOR_LIMIT_BYTES) return this.#socket.closeFor('too-large');
    await this.#parts.rate.take(this, 1);
    // A node that lags would let a resumed AI run write twice.
    await throughOutage(() => this.held.follow(), this.#parts.signal);
    let state: Uint8Array;
    try {
      state = this.held.stateSince(stateVector);
    } catch {
      return this.#socket.closeFor('malformed');
    }
    const { messageAddress } = this.connection;
    this.connection.send(syncFrame(messageAddress, SYNC.step2, state));
    this.#askForStateSince();
  }

  #askForStateSince(): void {
    const stateVector = Y.encodeStateVector(this.held.document);
    this.connection.send(syncFrame(this.connection.messageAddress, SYNC.step1, stateVector));
  }

  /** `as`: changes as they were made, or the answer to our question for everything that we lack. */
  async #save(updates: readonly Uint8Array[], as: 'change' | 'answer'): Promise<void> {
    await this.#parts.rate.take(this, updates.length);
    if (this.#isPoisoned) return this.#acknowledge(updates.length, false);
    const update = updates.length === 1 ? (updates[0] as Uint8Array) : merge(updates);
    const verdict = update && (await this.#judge(update));
    if (!update || !verdict || (updates.length > 1 && isDoubtful(verdict))) {
      // One bad frame is refused alone.
      for (const one of updates) await this.#save([one], as);
      return;
    }
    const outcome = await this.#settle(update, verdict, as);
    if (outcome.saved) {
      // Changes that we could not take stand in the answer: it settles them too, and nothing else does.
      this.#acknowledge(updates.length + (as === 'answer' ? this.#owed : 0), true);
      if (as === 'answer') this.#owed = this.#healingTries = 0;
    } else if (mayMend(outcome.reason, as) && this.#healingTries < HEALING_TRIES) {
      this.#askForEverything(updates.length);
    } else this.#refuse(outcome.reason, updates.length);
  }

  async #settle(update: Uint8Array, verdict: UpdateVerdict, as: 'change' | 'answer'): Promise<Outcome> {
    if (verdict.verdict === 'nothing-new') return { saved: true };
    // Yjs tidies formatting by itself, at viewers too. It changes no letter: theirs need not be kept.
    if (verdict.verdict === 'clean-up' && !mayEdit(this.admission)) return { saved: true };
    if (verdict.verdict === 'refuse') return { saved: false, reason: verdict.reason };
    if (!mayEdit(this.admission)) {
      return { saved: false, reason: mayNeverEdit(this.admission) ? 'role-changed' : 'status-changed' };
    }
    if (verdict.verdict === 'incomplete') return { saved: false, reason: 'gap' };
    const clientIds = verdict.verdict === 'accept' ? verdict.clientIds : [];
    // Somebody must still be able to make a document smaller that has grown too large.
    if (clientIds.length > 0 && this.held.sizeBytes + update.length > this.#parts.limits.maxDocumentBytes) {
      return { saved: false, reason: 'too-large' };
    }
    const news = as === 'answer' ? withoutKnownDeletes(update, this.held.document) : update;
    return this.#commit(news, clientIds);
  }

  async #judge(update: Uint8Array): Promise<UpdateVerdict> {
    const { limits, signal } = this.#parts;
    const author = { runId: this.admission.run?.id ?? null };
    const judge = () => judgeUpdate(update, this.held.document, author, limits);
    let verdict = judge();
    // Updates that came while the client is asked for everything are in its answer too.
    if (verdict.verdict !== 'incomplete' || this.#isAsked || !mayEdit(this.admission)) return verdict;
    await throughOutage(() => this.held.follow(), signal);
    const deadline = performance.now() + PREDECESSOR_WAIT_MS;
    for (;;) {
      verdict = judge();
      const leftMs = deadline - performance.now();
      if (verdict.verdict !== 'incomplete' || leftMs <= 0) return verdict;
      await nextUpdate(this.held.document, leftMs);
    }
  }

  /** Appends, and judges again by today's rights as long as the log answers that they changed. */
  async #commit(update: Uint8Array, clientIds: readonly number[]): Promise<Outcome> {
    const requestId = randomUUID();
    const { boundClients } = this.held;
    const owner = `${this.admission.person.id} ${this.admission.run?.id ?? ''}`;
    const unbound = clientIds.filter((clientId) => boundClients.get(clientId) !== owner);
    for (;;) {
      const { documentId, person, run, role, epoch, memberEpoch } = this.admission;
      const answer = await this.#parts.commit.append({
        documentId,
        requestId,
        update,
        actorId: person.id,
        run,
        epoch,
        memberEpoch,
        kind: 'edit',
        clientIds: unbound,
      });
      switch (answer.outcome) {
        case 'ok':
        case 'known':
          for (const clientId of unbound) boundClients.set(clientId, owner);
          this.held.applyOwn(update, answer.sequence);
          this.#parts.counters.updatesCommitted += 1;
          return { saved: true };
        case 'epoch':
          this.#parts.onRightsChanged(documentId);
          if (answer.role === null) return { saved: false, reason: 'not-found' };
          this.admitAgain({
            ...this.admission,
            role: answer.role,
            status: answer.status,
            epoch: answer.epoch,
            memberEpoch: answer.memberEpoch,
          });
          if (mayEdit(this.admission)) continue;
          return { saved: false, reason: answer.role === role ? 'status-changed' : 'role-changed' };
        case 'foreign':
          return { saved: false, reason: 'foreign-client' };
        case 'fenced':
          return { saved: false, reason: 'fenced' };
        case 'absent':
          return { saved: false, reason: 'not-found' };
        case 'failed':
          return { saved: false, reason: 'try-again' };
      }
    }
  }

  /** Asks for all that the client has and we lack; the frames before are answered with it. */
  #askForEverything(frames: number): void {
    this.#owed += frames;
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#healingTries += 1;
    this.#askForStateSince();
  }

  /**
   * Tells the client why. Where the words themselves are refused its replica can never be sent again: it is read
   * on, and not taken from any more. A client of ours opens afresh; a stock one stays a reader.
   */
  #refuse(reason: CloseReason, frames: number): void {
    this.#acknowledge(frames + this.#owed, false);
    this.#owed = 0;
    this.#parts.counters.updatesRefused += frames;
    switch (reason) {
      case 'fenced':
      case 'not-found':
      case 'try-again':
        this.cut(reason);
        return;
      case 'status-changed':
      case 'role-changed':
        break;
      default:
        this.#parts.log.info(
          { documentId: this.held.id, personId: this.admission.person.id, reason },
          'update refused',
        );
        this.#isPoisoned = true;
    }
    if (this.#wasTold !== reason) this.tell({ type: 'refused', reason });
    this.#wasTold = reason;
  }

  #acknowledge(frames: number, saved: boolean): void {
    const frame = syncStatusFrame(this.connection.messageAddress, saved);
    for (let sent = 0; sent < frames; sent += 1) this.connection.send(frame);
  }
}

function syncKind(kind: number): 'state-vector' | 'answer' | 'update' {
  if (kind === SYNC.step1) return 'state-vector';
  if (kind === SYNC.step2) return 'answer';
  if (kind === SYNC.update) return 'update';
  throw new RangeError(`no sync message ${kind}`);
}

function sizeOf(item: Item): number {
  // An item costs memory of its own, however small its frame.
  return item.kind === 'close' ? 0 : item.bytes.length + 100;
}

function isDoubtful({ verdict }: UpdateVerdict): boolean {
  return verdict === 'refuse' || verdict === 'incomplete';
}

/**
 * Whether asking the client for everything may mend a refusal: a frame that was lost or cut on its way, a row that
 * the database did not take this time. What is wrong in the answer itself is wrong in the replica.
 */
function mayMend(reason: CloseReason, as: 'change' | 'answer'): boolean {
  return reason === 'try-again' || reason === 'gap' || (reason === 'malformed' && as === 'change');
}

function merge(updates: readonly Uint8Array[]): Uint8Array | null {
  try {
    return Y.mergeUpdates([...updates]);
  } catch {
    return null;
  }
}

function nextUpdate(document: Y.Doc, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      document.off('update', finish);
      resolve();
    };
    const timer = setTimeout(finish, withinMs);
    document.on('update', finish);
  });
}
