/** What an API key may be given, from least to most. Every key may read; its owner's role stands above all of them. */
export const KEY_SCOPES = ['read', 'write', 'ai', 'manage'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** Whether a key, by its scopes alone, may change the text of a document. */
export function mayKeyWrite(scopes: readonly KeyScope[]): boolean {
  return scopes.includes('write');
}
