// Frames of the Hocuspocus protocol, as far as we read and write them ourselves. A frame is
// `varString address, varUint type, ...`; the address is the document's id, or `<id>\0<session>`.
import { type Acknowledgement, encodeAcknowledgement } from '@hamnevis/core/sockets/acknowledgement';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const FRAME = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  broadcastStateless: 6,
  close: 7,
  syncStatus: 8,
} as const;

/** The three messages of y-protocols/sync. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

export function syncFrame(
  address: string,
  kind: (typeof SYNC)[keyof typeof SYNC],
  payload: Uint8Array,
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, address);
    encoding.writeVarUint(encoder, FRAME.sync);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

/** The answer to a frame of changes: what is safe now, or null when it was not taken. */
export function syncStatusFrame(address: string, saved: Acknowledgement | null): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, address);
    encoding.writeVarUint(encoder, FRAME.syncStatus);
    if (saved) encoding.writeUint8Array(encoder, encodeAcknowledgement(saved));
    else encoding.writeVarUint(encoder, 0);
  });
}

/** Says nothing, of nobody: what a client hears of it is that the line and the server live. */
export function signOfLifeFrame(address: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, address);
    encoding.writeVarUint(encoder, FRAME.awareness);
    encoding.writeVarUint8Array(encoder, NO_STATES);
  });
}

/** An awareness update of no client. */
const NO_STATES = new Uint8Array([0]);

export interface FrameAddress {
  documentId: string;
  address: string;
  type: number;
  /** Stands at the frame's body. */
  body: decoding.Decoder;
}

const ADDRESS = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\0[\w-]{1,64})?$/;

/** Reads the head of a frame; null when it is no frame, or does not name a document by its UUID. */
export function readAddress(frame: Uint8Array): FrameAddress | null {
  try {
    const body = decoding.createDecoder(frame);
    const address = decoding.readVarString(body);
    const documentId = ADDRESS.exec(address)?.[1];
    if (documentId === undefined) return null;
    return { documentId, address, type: decoding.readVarUint(body), body };
  } catch {
    return null;
  }
}
