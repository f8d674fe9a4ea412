// After a remote change Yjs deletes marks of formatting that it finds superfluous, at each replica by what that replica
// happens to show at that moment. Two replicas need not choose the same marks, and what is bold at one is not at the
// other until they hear of each other's deletions. So whoever cannot say what they deleted must not delete.
import * as Y from 'yjs';

const always = () => true;

/**
 * Keeps a document from tidying its formatting by itself while `when` answers true: it then holds exactly what was
 * applied to it. For replicas whose own changes go nowhere: everything that reads the log, and a reader's copy.
 * Answers the document. (Yjs 13.6: `cleanupYTextAfterTransaction`, which runs right after this event.)
 */
export function withoutFormattingCleanup<Doc extends Y.Doc>(
  document: Doc,
  when: () => boolean = always,
): Doc {
  document.on('afterTransaction', (transaction: Y.Transaction) => {
    if (when()) transaction._needFormattingCleanup = false;
  });
  return document;
}

/** A document that holds exactly the rows of the log that are applied to it. */
export function buildLogDocument(options: { gc?: boolean } = {}): Y.Doc {
  return withoutFormattingCleanup(new Y.Doc({ gc: options.gc ?? true }));
}
