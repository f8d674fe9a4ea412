import { z } from 'zod';

/** The most bytes that one connection's awareness state may take. */
export const AWARENESS_LIMIT_BYTES = 4096;

/** Who somebody is; always stamped by the server from the session, whatever the client wrote. */
export const awarenessUser = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  kind: z.enum(['person', 'ai']),
  runId: z.string().optional(),
});
export type AwarenessUser = z.infer<typeof awarenessUser>;

/** One peer's state: `cursor` holds Yjs relative positions as JSON, as y-tiptap writes them; null hides it. */
export interface AwarenessState {
  user: AwarenessUser;
  cursor?: { anchor: unknown; head: unknown } | null;
}

/** People's colours, by index; the client maps them to the theme's tokens (`--p1` to `--p6`). */
export const PERSON_COLORS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] as const;
