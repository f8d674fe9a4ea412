import * as Y from 'yjs';
export type UpdateVerdict =
  | { verdict: 'accept'; clientIds: number[] }
  | { verdict: 'nothing-new' }
  | { verdict: 'clean-up' }
  | { verdict: 'incomplete' }
  | { verdict: 'refuse'; reason: 'malformed' | 'too-large'; detail: string };
export interface UpdateAuthor {
  runId: string | null;
}
export interface GateLimits {
  maxUpdateBytes: number;
}
export function judgeUpdate(
  update: Uint8Array,
  document: Y.Doc,
  _author: UpdateAuthor,
  _limits: GateLimits,
): UpdateVerdict {
  try {
    const { structs, ds } = Y.decodeUpdate(update);
    const ids = new Set<number>();
    for (const s of structs) {
      if (s.id.clock + s.length > Y.getState(document.store, s.id.client)) ids.add(s.id.client);
    }
    if (ids.size === 0 && ds.clients.size === 0) return { verdict: 'nothing-new' };
    return { verdict: 'accept', clientIds: [...ids] };
  } catch (error) {
    return { verdict: 'refuse', reason: 'malformed', detail: String(error) };
  }
}
