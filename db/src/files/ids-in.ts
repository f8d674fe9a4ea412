/** Overlapping ones too: an id that begins within what only looks like one is not missed. */
const ID = /(?=([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}))/gi;

/**
 * Every id that stands in these bytes of the log (or of what is made of it), in lower case. Attributes are kept there as
 * they are written, in both encodings of Yjs, so a file that an article names is found without reading the article; what
 * only looks like an id does no harm.
 */
export function idsIn(bytes: Uint8Array): Set<string> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return new Set(Array.from(text.matchAll(ID), ([, id = '']) => id.toLowerCase()));
}
