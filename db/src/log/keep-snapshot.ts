import * as Y from 'yjs';
import type { Database } from '../connect.ts';
import { countArticleWords } from './count-article-words.ts';
import { foldDocument } from './fold.ts';
import { fileHomeless, homelessOf } from './homeless.ts';
import { documentFromLog, loadLog } from './load.ts';

/**
 * Sees to it that a sound snapshot holds every row up to `sequence`, and writes one where none does: after a kill nobody may
 * have come back to the document. Rows are folded only behind it, so that a segment that breaks later costs history and
 * not the text of now. Throws as `loadLog` does.
 */
export async function keepSnapshotBeyond(
  database: Database,
  documentId: string,
  sequence: number,
): Promise<void> {
  const loaded = await loadLog(database, documentId);
  if (loaded.corruptSnapshots.length === 0 && loaded.snapshotSequence >= sequence) return;
  // Nobody looks at a row again for words that lost their place once it stands behind a snapshot.
  for await (const texts of homelessOf(loaded))
    if (texts.length > 0) await fileHomeless(database, documentId, texts);
  const document = documentFromLog(loaded);
  await foldDocument(database, {
    documentId,
    sequence: loaded.sequence,
    state: Y.encodeStateAsUpdate(document),
    stateVector: Y.encodeStateVector(document),
    wordCount: await countArticleWords(document),
  });
}
