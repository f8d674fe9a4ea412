// What an acknowledgement says. Hocuspocus answers each frame of changes with SyncStatus: one number, 1 for taken and
// 0 for not, and nothing about what it is that was taken. Ours goes on behind that number; a stock client reads the
// number alone and never looks at the rest:
//
//   varUint  1
//   varUint  frames     of the frames with changes (sync steps two and updates) that came over this connection, the
//                       first so many are in the log, or brought nothing that was not there already
//   varUint  sequence   every row of the document's log up to this one is committed
//   varUint  n, then n times: varUint client, varUint clock
//                       of these clients the log holds everything before the clock (a state vector of what the frame
//                       brought; Yjs clients that it did not touch are left out)
//
// Frames are counted from 1 when a document is opened on a socket. While a frame waits for what it lacks, later ones
// are acknowledged by number as always, but `frames` stays before it: it never promises more than is safe. A
// refusal (0) has no fields.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export interface Acknowledgement {
  frames: number;
  sequence: number;
  clocks: ReadonlyMap<number, number>;
}

/** The body of a SyncStatus frame that says what is safe. */
export function encodeAcknowledgement({ frames, sequence, clocks }: Acknowledgement): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, frames);
    encoding.writeVarUint(encoder, sequence);
    encoding.writeVarUint(encoder, clocks.size);
    for (const [client, clock] of clocks) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
  });
}

/**
 * Reads the body of a SyncStatus frame: `refused` for a 0, `bare` where a server says no more than a stock one.
 * Throws what decoding throws.
 */
export function readAcknowledgement(body: decoding.Decoder): Acknowledgement | 'refused' | 'bare' {
  if (decoding.readVarUint(body) !== 1) return 'refused';
  if (!decoding.hasContent(body)) return 'bare';
  const frames = decoding.readVarUint(body);
  const sequence = decoding.readVarUint(body);
  const clocks = new Map<number, number>();
  for (let left = decoding.readVarUint(body); left > 0; left -= 1) {
    const client = decoding.readVarUint(body);
    clocks.set(client, decoding.readVarUint(body));
  }
  return { frames, sequence, clocks };
}
