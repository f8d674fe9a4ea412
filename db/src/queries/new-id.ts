import { v7 as uuidv7 } from 'uuid';

/** A UUIDv7, for a row whose id must be known before it is written. */
export function newId(): string {
  return uuidv7();
}
