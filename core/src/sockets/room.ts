// How near a document is to its bound, as the server tells it and the client shows it.

/** From this share of the bound on, writers are warned. */
const WARNED_FROM = 0.8;

/** How full a document is: told near its bound, at every percent there, and once when there is room again. */
export interface RoomMessage {
  type: 'room';
  usedBytes: number;
  maxBytes: number;
}

/** Whether writers are warned at this size. */
export function isNearFull(usedBytes: number, maxBytes: number): boolean {
  return usedBytes >= WARNED_FROM * maxBytes;
}
