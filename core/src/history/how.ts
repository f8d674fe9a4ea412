/**
 * How text came into the article. `typed` and `pasted` are told apart by the size of what came at once: what a
 * person wrote offline in one stretch without a single correction looks like a paste.
 */
export const HOWS = ['typed', 'pasted', 'imported', 'ai', 'restored'] as const;
export type How = (typeof HOWS)[number];
