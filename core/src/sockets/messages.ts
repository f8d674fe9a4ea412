// What travels over the Hocuspocus socket beside Yjs's own messages. Stateless messages go from the server to
// clients only; a client's broadcast is refused.
import { z } from 'zod';
import { STATUSES } from '../workflow/statuses.ts';
import type { CloseReason } from './close-codes.ts';
import type { RoomMessage } from './room.ts';

/** A refusal told before the document is closed on the socket, so that the client can say why. */
export const refusedMessage = z.object({ type: z.literal('refused'), reason: z.custom<CloseReason>() });

/** The status changed; a client that may no longer edit turns read-only at once. */
export const statusMessage = z.object({ type: z.literal('status'), status: z.enum(STATUSES) });

/** Something beside the text changed: the client fetches it again. */
export const changedMessage = z.object({
  type: z.literal('changed'),
  what: z.enum(['document', 'versions', 'ai-runs', 'homeless']),
});

/** The document nears its bound. */
export const roomMessage = z.object({
  type: z.literal('room'),
  usedBytes: z.number().int(),
  maxBytes: z.number().int(),
}) satisfies z.ZodType<RoomMessage>;

export const serverMessage = z.discriminatedUnion('type', [
  refusedMessage,
  statusMessage,
  changedMessage,
  roomMessage,
]);
export type ServerMessage = z.infer<typeof serverMessage>;
