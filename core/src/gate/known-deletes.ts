// Deletions that a document has already. An answer to "what do I lack" names every deletion that its sender has ever
// seen; kept whole, each return of a client would weigh as much as the article's past, and claim it.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { type DeleteRange, readUpdate } from './read-update.ts';

/** What of a range still stands in a document: nothing, marks of formatting only, or more. */
export function standingIn(
  { client, clock, length }: DeleteRange,
  document: Y.Doc,
): 'nothing' | 'formats' | 'letters' {
  const structs = document.store.clients.get(client);
  if (!structs || clock >= Y.getState(document.store, client)) return 'nothing';
  let standing: 'nothing' | 'formats' = 'nothing';
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const struct = structs[index] as Y.Item | Y.GC;
    if (struct.id.clock >= clock + length) break;
    if (struct.deleted) continue;
    if (!(struct instanceof Y.Item && struct.content instanceof Y.ContentFormat)) return 'letters';
    standing = 'formats';
  }
  return standing;
}

/** The update without the deletions that the document has. Throws a RangeError on what is no update. */
export function withoutKnownDeletes(bytes: Uint8Array, document: Y.Doc): Uint8Array {
  const { deletes, deletesAt } = readUpdate(bytes);
  const news = deletes.filter(
    (range) =>
      range.clock + range.length > Y.getState(document.store, range.client) ||
      standingIn(range, document) !== 'nothing',
  );
  if (news.length === deletes.length) return bytes;
  const byClient = Map.groupBy(news, ({ client }) => client);
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, bytes.subarray(0, deletesAt));
    encoding.writeVarUint(encoder, byClient.size);
    for (const [client, ranges] of byClient) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const { clock, length } of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });
}
