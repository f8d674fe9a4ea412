import { z } from 'zod';
import { RUN_ERRORS } from './ai-runs.ts';
import { id, prose } from './shared.ts';
import { citation } from './sources.ts';

/** POST /projects/{id}/chat, and the first message of WS /ws/chat (there with `projectId`). */
export const chatRequest = z.object({
  question: prose(4000).min(1),
  /** Goes on with an earlier conversation. */
  chatId: id.optional(),
  sourceIds: z.array(id).max(20).optional(),
});
export const chatSocketRequest = chatRequest.extend({ projectId: id });

/**
 * What streams back: one `start`, any number of `delta`, then one `end` or `error`. As server-sent events each is
 * the `data` of an event named by its `type`; on the socket each is one text frame.
 */
export const chatEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), chatId: id, messageId: id }),
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('end'), messageId: id, citations: z.array(citation) }),
  z.object({ type: z.literal('error'), error: z.enum(RUN_ERRORS) }),
]);
export type ChatEvent = z.infer<typeof chatEvent>;
