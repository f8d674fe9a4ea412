// How near a document is to its bound, as the server tells it and the client shows it.
import { z } from 'zod';

/** From this share of the bound on, writers are warned. */
const WARNED_FROM = 0.8;

/** How full a document is: told near its bound, at every percent there, and once when there is room again. */
export const roomMessage = z.object({
  type: z.literal('room'),
  usedBytes: z.number().int(),
  maxBytes: z.number().int(),
});
export type RoomMessage = z.infer<typeof roomMessage>;

/** Whether writers are warned at this size. */
export function isNearFull(usedBytes: number, maxBytes: number): boolean {
  return usedBytes >= WARNED_FROM * maxBytes;
}
