import canonicalize from 'canonicalize';
import type { ArticleNode } from './yjs.ts';

/** What an approval seals: title and text, bound to the schema they were written in. */
export interface SealedContent {
  title: string;
  schemaVersion: number;
  content: ArticleNode;
}

/** The canonical bytes of sealed content (JSON Canonicalization Scheme, RFC 8785), over which a seal is hashed. */
export function canonicalBytes(sealed: SealedContent): Uint8Array {
  const text = canonicalize(sealed);
  if (text === undefined) throw new TypeError('sealed content has no JSON form');
  return new TextEncoder().encode(text);
}
