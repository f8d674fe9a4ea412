// Reading the frames of the Hocuspocus protocol, as far as saving needs it: [document name][type][payload].
import { splitUpdate } from '@hamnevis/core/gate/split-update';
import { type ClockRange, encodePasted, pastedIn } from '@hamnevis/core/history/pasted';
import { type Acknowledgement, readAcknowledgement } from '@hamnevis/core/sockets/acknowledgement';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';

const SYNC = 0;
const AWARENESS = 1;
const SYNC_STATUS = 8;

export type Frame =
  | { kind: 'step-one'; stateVector: Uint8Array }
  | { kind: 'step-two' }
  /** The beginning of an update that is too large for one frame. */
  | { kind: 'part' }
  /** Our own changes, sent before the handshake. */
  | { kind: 'ahead' }
  | { kind: 'update' }
  | { kind: 'awareness' }
  | { kind: 'status'; said: Acknowledgement | 'refused' | 'bare' }
  | { kind: 'other' };

const OTHER: Frame = { kind: 'other' };

const UPDATE = 2;

/** The same frame in frames whose updates have at most `maxBytes`; all but the last are plain updates. */
export function splitFrame(frame: Uint8Array, maxBytes: number): Uint8Array[] {
  const decoder = createDecoder(frame);
  const name = readVarString(decoder);
  readVarUint(decoder);
  const kind = readVarUint(decoder);
  const parts = splitUpdate(readVarUint8Array(decoder), maxBytes);
  return parts.map((part, index) => syncFrame(name, index === parts.length - 1 ? kind : UPDATE, part));
}

/** A sync step two with these changes, for the document that another frame is about. */
export function stepTwoLike(frame: Uint8Array, changes: Uint8Array): Uint8Array {
  return syncFrame(readVarString(createDecoder(frame)), 1, changes);
}

/** The same frame, saying which of the letters in it were pasted. */
export function withPasted(frame: Uint8Array, pasted: readonly ClockRange[]): Uint8Array {
  if (pasted.length === 0) return frame;
  const within = pastedIn(updateIn(frame), pasted);
  if (within.length === 0) return frame;
  const encoder = createEncoder();
  writeUint8Array(encoder, frame);
  writeUint8Array(encoder, encodePasted(within));
  return toUint8Array(encoder);
}

/** The update in a frame that is a sync step two or an update. Throws on another. */
export function updateIn(frame: Uint8Array): Uint8Array {
  const decoder = createDecoder(frame);
  readVarString(decoder);
  readVarUint(decoder);
  readVarUint(decoder);
  return readVarUint8Array(decoder);
}

function syncFrame(name: string, kind: number, update: Uint8Array): Uint8Array {
  const encoder = createEncoder();
  writeVarString(encoder, name);
  writeVarUint(encoder, SYNC);
  writeVarUint(encoder, kind);
  writeVarUint8Array(encoder, update);
  return toUint8Array(encoder);
}

/** What a frame is; anything that cannot be read counts as `other`. */
export function readFrame(bytes: Uint8Array): Frame {
  // A ping is one bare byte without a document name.
  if (bytes.length < 2) return OTHER;
  try {
    const decoder = createDecoder(bytes);
    readVarString(decoder);
    const type = readVarUint(decoder);
    if (type === SYNC_STATUS) return { kind: 'status', said: readAcknowledgement(decoder) };
    if (type === AWARENESS) return { kind: 'awareness' };
    if (type !== SYNC) return OTHER;
    switch (readVarUint(decoder)) {
      case 0:
        return { kind: 'step-one', stateVector: readVarUint8Array(decoder) };
      case 1:
        return { kind: 'step-two' };
      case 2:
        return { kind: 'update' };
      default:
        return OTHER;
    }
  } catch {
    return OTHER;
  }
}
