import { useEffect } from 'react';
import type { SaveSource } from '../../lib/live/save-state.ts';

/** The browser is told that the page may ask; that is not taken back between two letters. */
const LET_GO_AFTER_MS = 2_000;

/** Asks before the page is left while words are not saved; never otherwise. */
export function useUnsavedGuard(source: SaveSource): void {
  useEffect(() => {
    let isThere = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isUnsaved = () => {
      const state = source.getSave();
      return state.kind !== 'saved' && state.waiting > 0;
    };
    const ask = (event: BeforeUnloadEvent) => {
      if (isUnsaved()) event.preventDefault();
    };
    const letGo = () => {
      timer = undefined;
      if (isUnsaved()) return;
      isThere = false;
      window.removeEventListener('beforeunload', ask);
    };
    const look = () => {
      if (!isThere && isUnsaved()) {
        isThere = true;
        window.addEventListener('beforeunload', ask);
      } else if (isThere && !isUnsaved()) timer ??= setTimeout(letGo, LET_GO_AFTER_MS);
    };
    look();
    const stop = source.subscribe(look);
    return () => {
      stop();
      clearTimeout(timer);
      window.removeEventListener('beforeunload', ask);
    };
  }, [source]);
}
