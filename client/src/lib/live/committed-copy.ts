// A browser's own copy of an article (y-indexeddb), which keeps each change at once. Left to itself a transaction is
// committed when its page has heard of every request in it; a tab that is closed or dies before that takes the last
// letters along.
import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb';
import type * as Y from 'yjs';

const UPDATES = 'updates';
const TRIM_AFTER_MS = 1_000;

export class CommittedCopy extends IndexeddbPersistence {
  constructor(name: string, document: Y.Doc) {
    super(name, document);
    document.off('update', this._storeUpdate);
    this._storeUpdate = (update: Uint8Array, origin: unknown) => {
      if (!this.db || origin === this) return;
      const transaction = this.db.transaction(UPDATES, 'readwrite');
      transaction.objectStore(UPDATES).add(update);
      // Indexed Database API 3.0, 4.10: nothing more is awaited from this page.
      transaction.commit();
      this._dbsize += 1;
      if (this._dbsize < PREFERRED_TRIM_SIZE) return;
      clearTimeout(this._storeTimeoutId);
      this._storeTimeoutId = setTimeout(() => void storeState(this, false), TRIM_AFTER_MS);
    };
    document.on('update', this._storeUpdate);
  }
}
