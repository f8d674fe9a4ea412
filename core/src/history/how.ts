/**
 * How text came into the article. `pasted` is what its client said to have been pasted or dropped (pasted.ts), and what
 * came at once in more letters than anybody types: a client that says nothing is judged by that alone, and what a person
 * wrote offline in one stretch without a single correction looks like a paste.
 */
export const HOWS = ['typed', 'pasted', 'imported', 'ai', 'restored'] as const;
export type How = (typeof HOWS)[number];
