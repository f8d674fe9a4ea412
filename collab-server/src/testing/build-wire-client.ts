// A client at the level of frames, so that a test decides what goes over the wire, how often and in which order. It
// keeps its replica over any number of connections, as a browser's tab does.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { FRAME, readAddress, SYNC } from '../sockets/frames.ts';

export interface WireClient {
  doc: Y.Doc;
  /** What went wrong: refusals, denials, acknowledgements of what was never sent. */
  complaints: string[];
  connect(url: string, token: string): void;
  isConnected(): boolean;
  /** True when the server has said of everything here that it is saved. */
  isSaved(): boolean;
  /** Where it stands, in a line: for the message of a test that waited in vain. */
  describe(): string;
  /** Keeps changes back until {@link release}, which sends them as `order` wants them. */
  hold(): void;
  release(order: (frames: Uint8Array[]) => Uint8Array[]): void;
  /** The network goes away: what was sent last may be lost. */
  cut(): void;
}

const FROM_SERVER = { from: 'server' };
/** Changes that another tab of the same person sends itself. */
export const FROM_OTHER_TAB = { from: 'other tab' };

export function buildWireClient(documentId: string, onSaved: () => void): WireClient {
  const doc = new Y.Doc();
  const complaints: string[] = [];
  let socket: WebSocket | null = null;
  let isSynced = false;
  let unanswered = 0;
  let kept: Uint8Array[] | null = null;
  /** What went over the present line, in order. */
  let line: string[] = [];

  function send(to: WebSocket, type: number, kind: number, payload: Uint8Array | string): void {
    to.send(
      encoding.encode((encoder) => {
        encoding.writeVarString(encoder, documentId);
        encoding.writeVarUint(encoder, type);
        encoding.writeVarUint(encoder, kind);
        if (typeof payload === 'string') encoding.writeVarString(encoder, payload);
        else encoding.writeVarUint8Array(encoder, payload);
      }),
    );
  }

  function sendUpdate(update: Uint8Array): void {
    line.push(`${socket?.readyState === WebSocket.OPEN ? '' : 'un'}sent ${update.length}`);
    // Without a line nothing is lost: the next one begins with the question what the server lacks.
    if (socket?.readyState !== WebSocket.OPEN) return;
    unanswered += 1;
    send(socket, FRAME.sync, SYNC.update, update);
  }

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === FROM_SERVER || origin === FROM_OTHER_TAB) return;
    if (kept) kept.push(update);
    else sendUpdate(update);
  });

  function receive(from: WebSocket, data: Buffer): void {
    const head = readAddress(new Uint8Array(data));
    if (!head) return void complaints.push('a frame without a head');
    line.push(`got ${head.type} of ${data.length}`);
    switch (head.type) {
      case FRAME.sync:
      case FRAME.syncReply: {
        const kind = decoding.readVarUint(head.body);
        const payload = decoding.readVarUint8Array(head.body);
        if (kind === SYNC.step1) {
          unanswered += 1;
          isSynced = true;
          send(from, FRAME.sync, SYNC.step2, Y.encodeStateAsUpdate(doc, payload));
        } else Y.applyUpdate(doc, payload, FROM_SERVER);
        return;
      }
      case FRAME.syncStatus:
        if (decoding.readVarUint(head.body) !== 1) return void complaints.push('a change was not taken');
        unanswered -= 1;
        if (unanswered < 0) complaints.push('an acknowledgement of nothing');
        if (isSaved()) onSaved();
        return;
      case FRAME.auth:
        if (decoding.readVarUint(head.body) === 1)
          complaints.push(`denied: ${decoding.readVarString(head.body)}`);
        return;
      case FRAME.stateless: {
        const message = decoding.readVarString(head.body);
        if (message.includes('refused')) complaints.push(message);
        return;
      }
      default:
    }
  }

  function isSaved(): boolean {
    return (
      socket?.readyState === WebSocket.OPEN &&
      isSynced &&
      unanswered === 0 &&
      (kept === null || kept.length === 0)
    );
  }

  return {
    doc,
    complaints,
    isSaved,
    describe: () =>
      `client ${doc.clientID}: ${socket ? `socket in state ${socket.readyState}` : 'no socket'}, ` +
      `${isSynced ? '' : 'not '}asked what it has, ${unanswered} frames unanswered, ${kept?.length ?? 0} kept back, ` +
      `complaints [${complaints.join(', ')}]; ${pendingOf(doc)}; its line: ${line.join(', ')}`,
    isConnected: () => socket !== null,
    connect(url, token) {
      const made = new WebSocket(url);
      socket = made;
      isSynced = false;
      unanswered = 0;
      line = [`to ${url}`];
      made.on('open', () => {
        line.push('open');
        send(made, FRAME.auth, 0, token);
        send(made, FRAME.sync, SYNC.step1, Y.encodeStateVector(doc));
      });
      made.on('message', (data: Buffer) => {
        if (made === socket) receive(made, data);
      });
      made.on('error', () => {});
      made.on('close', () => {
        if (made === socket) socket = null;
      });
    },
    hold() {
      kept ??= [];
    },
    release(order) {
      const frames = kept ?? [];
      kept = null;
      for (const frame of order(frames)) sendUpdate(frame);
    },
    cut() {
      const old = socket;
      socket = null;
      old?.terminate();
    },
  };
}

/** What the replica has and cannot place: it waits for what nobody has brought yet. */
function pendingOf({ store }: Y.Doc): string {
  const lacks = [...(store.pendingStructs?.missing ?? [])].map(
    ([client, clock]) => `${client} from ${clock} on`,
  );
  const deletes = store.pendingDs ? ' and deletions' : '';
  return lacks.length === 0 && !deletes ? 'nothing waits in it' : `it lacks ${lacks.join(', ')}${deletes}`;
}
