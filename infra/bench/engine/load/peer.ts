// A client of the Hocuspocus protocol in bare frames, so that the same small cost is paid on every server. To a relay
// it only sends its updates.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';

const FRAME = { sync: 0, auth: 2, close: 7, syncStatus: 8 } as const;
const SYNC = { step1: 0, step2: 1, update: 2 } as const;
const AUTH_DENIED = 1;
const NOTHING = new Uint8Array([0, 0]);
const NO_STATE = new Uint8Array([0]);
/** The token that says there is no protocol to speak. */
const RELAY = 'relay';

export interface Address {
  url: string;
  name: string;
  token: string;
}

export interface LoadPeer {
  /** What the server answered to "I have nothing": updates that make the document. */
  state: Uint8Array[];
  send(update: Uint8Array): void;
  /** Called with each update of others (and, from a stock server, of one's own). */
  onUpdate: (update: Uint8Array) => void;
  /** Called with each acknowledgement; false: refused. */
  onAcknowledged: (saved: boolean) => void;
  /** Milliseconds until the server's WebSocket answers. */
  ping(): Promise<number>;
  /** Resolves when the socket is gone. */
  closed: Promise<void>;
  close(): void;
}

/** Resolves when the document is there, and the server has taken that this peer has nothing to add. */
export function openPeer({ url, name, token }: Address): Promise<LoadPeer> {
  const isRelay = token === RELAY;
  const socket = new WebSocket(isRelay ? `${url}/${name}` : url, { perMessageDeflate: false });
  socket.binaryType = 'nodebuffer';
  const frame = (type: number, write: (encoder: encoding.Encoder) => void) =>
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, name);
      encoding.writeVarUint(encoder, type);
      write(encoder);
    });
  const sync = (kind: number, payload: Uint8Array) =>
    frame(FRAME.sync, (encoder) => {
      encoding.writeVarUint(encoder, kind);
      encoding.writeVarUint8Array(encoder, payload);
    });
  const peer: LoadPeer = {
    state: [],
    send: (update) => socket.send(sync(SYNC.update, update)),
    onUpdate: () => {},
    onAcknowledged: () => {},
    ping() {
      const began = performance.now();
      socket.ping();
      return new Promise((resolve) => socket.once('pong', () => resolve(performance.now() - began)));
    },
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    close: () => socket.terminate(),
  };

  return new Promise((resolve, reject) => {
    let isOpen = false;
    let steps = 0;
    /** Its document came, and its own empty answer was taken. */
    const step = () => {
      steps += 1;
      if (steps !== 2) return;
      isOpen = true;
      resolve(peer);
    };
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on('open', () => {
      if (isRelay) {
        isOpen = true;
        resolve(peer);
        return;
      }
      socket.send(
        frame(FRAME.auth, (encoder) => {
          encoding.writeVarUint(encoder, 0);
          encoding.writeVarString(encoder, token);
          encoding.writeVarString(encoder, '4.7.0');
        }),
      );
    });
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data);
      decoding.readVarString(decoder);
      const type = decoding.readVarUint(decoder);
      if (type === FRAME.sync) {
        const kind = decoding.readVarUint(decoder);
        const payload = decoding.readVarUint8Array(decoder);
        if (kind === SYNC.step1) socket.send(sync(SYNC.step2, NOTHING));
        else if (isOpen) peer.onUpdate(payload);
        else peer.state.push(payload.slice());
        if (kind === SYNC.step2) step();
      } else if (type === FRAME.syncStatus) {
        const saved = decoding.readVarUint(decoder) === 1;
        if (isOpen) peer.onAcknowledged(saved);
        else step();
      } else if (type === FRAME.auth) {
        if (decoding.readVarUint(decoder) === AUTH_DENIED) reject(new Error('the token was refused'));
        else socket.send(sync(SYNC.step1, NO_STATE));
      } else if (type === FRAME.close) reject(new Error('the server closed the document'));
    });
  });
}
