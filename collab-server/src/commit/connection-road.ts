// The road of one connection's frames, in the order in which they came: judge -> append -> apply -> acknowledge.
// Nothing is applied, acknowledged or shown to anybody before it is in the log.
import type { UpdateVerdict } from '@hamnevis/core/gate/judge-update';
import type { StructId } from '@hamnevis/core/gate/read-update';
import { readPasted } from '@hamnevis/core/history/pasted';
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Connection } from '@hocuspocus/server';
import * as decoding from 'lib0/decoding';
import type { Logger } from 'pino';
import * as Y from 'yjs';
import { type Admission, mayEdit } from '../admission/admission.ts';
import type { UpdateRate } from '../admission/update-rate.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import { ConnectionPresence, type PresenceParts } from '../presence/connection-presence.ts';
import { FRAME, readAddress, SYNC, syncFrame, syncStatusFrame } from '../sockets/frames.ts';
import type { GuardedSocket } from '../sockets/guarded-socket.ts';
import { type Change, type IncomingFrame, IncomingFrames, syncKind } from './incoming-frames.ts';
import { type KeepingParts, takePart } from './take-part.ts';
import {
  judgeFrom,
  type Outcome,
  type Sender,
  type TakingParts,
  takeUpdate,
  type UpdateKind,
} from './take-update.ts';

/** What every connection carries; the admission is replaced whenever it is read afresh. */
export interface ConnectionContext {
  socket: GuardedSocket;
  admission: Admission;
  /** The head of the log when this person signed in, for their first question; null where it was not read. */
  head: number | null;
}

/** What the road needs of the server around it. */
export interface RoadParts extends TakingParts, KeepingParts {
  presence: PresenceParts;
  log: Logger;
  rate: UpdateRate;
  counters: { updatesCommitted: number; updatesRefused: number };
}

const STATE_VECTOR_LIMIT_BYTES = 256 * 1024;
/** How often a client is asked for everything it has, one after the other, before it is given up. */
const HEALING_TRIES = 3;

export class ConnectionRoad implements Sender {
  readonly connection: Connection<ConnectionContext>;
  readonly held: HeldDocument;
  readonly presence: ConnectionPresence;
  readonly #parts: RoadParts;
  readonly #incoming: IncomingFrames;
  #working: Promise<void> | null = null;
  /** The replica holds what was refused: nothing that it sends can be taken any more. */
  #isPoisoned = false;
  #wasTold: CloseReason | null = null;
  /** Frames that are answered when the client has sent everything it has. */
  #owed = 0;
  /** Frames of changes that are done with, refused ones too; of the first `#safeFrames` nothing is missing. */
  #doneFrames = 0;
  #safeFrames = 0;
  /** Frames were refused, and their content did not come another way since. */
  #lacksFrames = false;
  #isAsked = false;
  #healingTries = 0;
  /** What words that its replica holds and cannot place are waiting for. */
  #lacks: readonly StructId[] = [];

  constructor(connection: Connection<ConnectionContext>, held: HeldDocument, parts: RoadParts) {
    this.connection = connection;
    this.held = held;
    this.#parts = parts;
    this.#incoming = new IncomingFrames(connection.context.socket, parts.commit.waitingBytes);
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

  /** Something that it sent is not handled yet. */
  get isWorking(): boolean {
    return this.#working !== null;
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
        this.#push({ kind: syncKind(kind), bytes, pasted: readPasted(head.body) });
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

  #push(frame: IncomingFrame): void {
    this.#incoming.push(frame);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let frame = this.#incoming.first; frame; frame = this.#incoming.first) {
        await this.#handle(frame);
      }
    } catch (error) {
      // A fault of ours must cost this connection, not the program.
      this.#incoming.clear();
      if (!this.#parts.signal.aborted) {
        this.#parts.log.error({ err: error, documentId: this.held.id }, 'a frame could not be handled');
      }
      this.#socket.closeFor('try-again');
    } finally {
      this.#working = null;
    }
  }

  async #handle(frame: IncomingFrame): Promise<void> {
    if (frame.kind !== 'update') this.#incoming.takeOne();
    switch (frame.kind) {
      case 'update':
        return this.#save(this.#incoming.takeRun(), 'change');
      case 'state-vector':
        return this.#answer(frame.bytes);
      case 'answer':
        this.#isAsked = false;
        return this.#save([frame], 'answer');
      case 'close':
        this.connection.close({ code: 1000, reason: 'provider_initiated' });
        return;
    }
  }

  /** SyncStep1: what the client lacks, and the question what we lack. */
  async #answer(stateVector: Uint8Array): Promise<void> {
    if (stateVector.length > STATE_VECTOR_LIMIT_BYTES) return this.#socket.closeFor('too-large');
    await this.#parts.rate.take(this, 1);
    await this.#catchUp();
    let frames: readonly Uint8Array[];
    try {
      frames = this.held.framesFor(stateVector, this.connection.messageAddress);
    } catch {
      return this.#socket.closeFor('malformed');
    }
    for (const frame of frames) this.connection.send(frame);
    this.#askForStateSince();
  }

  /**
   * A node that lags would let a resumed AI run write twice. What an earlier attempt wrote stood in the log before this
   * one could sign in: whoever asks right after signing in needs no second look at the head.
   */
  async #catchUp(): Promise<void> {
    const { context } = this.connection;
    const { head } = context;
    context.head = null;
    if (head !== null && this.held.sequence >= head) return;
    await throughOutage(() => this.held.follow(), this.#parts.signal);
  }

  #askForStateSince(): void {
    const stateVector = this.held.article.stateVector();
    this.connection.send(syncFrame(this.connection.messageAddress, SYNC.step1, stateVector));
  }

  async #save(changes: readonly Change[], as: UpdateKind): Promise<void> {
    await this.#parts.rate.take(this, changes.length);
    if (this.#isPoisoned) return this.#deny(changes.length);
    const change = changes.length === 1 ? (changes[0] as Change) : merge(changes);
    // Updates that came while the client is asked for everything are in its answer too.
    const verdict = change && (await judgeFrom(this, change.bytes, !this.#isAsked, this.#parts));
    if (!change || !verdict || (changes.length > 1 && isDoubtful(verdict))) {
      // One bad frame is refused alone.
      for (const one of changes) await this.#save([one], as);
      return;
    }
    let outcome = await takeUpdate(this, change, verdict, as, this.#parts);
    if (!outcome.saved && outcome.reason === 'gap' && as === 'answer') outcome = await this.#takePart(change);
    this.#doneFrames += changes.length;
    if (outcome.saved) {
      // Changes that we could not take stand in the answer: it settles them too, and nothing else does.
      const owed = as === 'answer' ? this.#owed : 0;
      if (as === 'answer') {
        this.#owed = this.#healingTries = 0;
        this.#lacksFrames = false;
      }
      this.#acknowledge(changes.length + owed, outcome.clientIds);
      // What an answer lacked may have come while the rest of it was on its way into the log.
      this.look();
    } else if (mayMend(outcome.reason, as) && this.#healingTries < HEALING_TRIES) {
      this.#askForEverything(changes.length);
    } else this.#refuse(outcome.reason, changes.length);
  }

  /** The words of a third that its replica cannot place either refuse nobody else's. */
  async #takePart(change: Change): Promise<Outcome> {
    const { outcome, lacks } = await takePart(this, change, this.#parts);
    if (outcome.saved && lacks.length > 0) {
      this.#lacks = lacks;
      this.held.lacking.add(this);
    }
    return outcome;
  }

  /** The article grew: what its replica could not place may be whole now. */
  look(): void {
    // Whoever lacks nothing wakes no article by looking.
    if (this.#lacks.length === 0) return;
    const { store } = this.held.article.document;
    if (!this.#lacks.some(({ client, clock }) => clock < Y.getState(store, client))) return;
    this.#lacks = [];
    this.held.lacking.delete(this);
    if (!this.#isPoisoned) this.#askForEverything(0);
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
    this.#deny(frames + this.#owed);
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

  #acknowledge(frames: number, clientIds: readonly number[]): void {
    if (this.#owed === 0 && !this.#lacksFrames) this.#safeFrames = this.#doneFrames;
    const clocks = new Map<number, number>();
    for (const clientId of clientIds)
      clocks.set(clientId, Y.getState(this.held.article.document.store, clientId));
    const said = { frames: this.#safeFrames, sequence: this.held.sequence, clocks };
    this.#send(syncStatusFrame(this.connection.messageAddress, said), frames);
  }

  #deny(frames: number): void {
    this.#lacksFrames = true;
    this.#send(syncStatusFrame(this.connection.messageAddress, null), frames);
  }

  #send(frame: Uint8Array, times: number): void {
    for (let sent = 0; sent < times; sent += 1) this.connection.send(frame);
  }
}

function isDoubtful({ verdict }: UpdateVerdict): boolean {
  return verdict === 'refuse' || verdict === 'incomplete';
}

/**
 * Whether asking the client for everything may mend a refusal: a frame that was lost or cut on its way, a row that
 * the database did not take this time. What is wrong in the answer itself is wrong in the replica.
 */
function mayMend(reason: CloseReason, as: UpdateKind): boolean {
  return reason === 'try-again' || reason === 'gap' || (reason === 'malformed' && as === 'change');
}

function merge(changes: readonly Change[]): Change | null {
  try {
    return {
      bytes: Y.mergeUpdates(changes.map(({ bytes }) => bytes)),
      pasted: changes.flatMap(({ pasted }) => pasted),
    };
  } catch {
    return null;
  }
}
