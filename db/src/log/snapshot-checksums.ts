// A broken snapshot is seen before it is used.
import { createHash } from 'node:crypto';

/** SHA-256 of a snapshot's bytes. */
export function snapshotChecksum(state: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(state).digest());
}

/** Ties a state vector to the state that it belongs to: SHA-256 of that state's checksum and of the vector. */
export function vectorChecksum(checksum: Uint8Array, stateVector: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(checksum).update(stateVector).digest());
}
