import { useEffect } from 'react';
import type { SaveSource } from '../../lib/live/save-state.ts';

/** Asks before the page is left while words are not saved; never otherwise. */
export function useUnsavedGuard(source: SaveSource): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const look = () => {
      const state = source.getSave();
      const isUnsaved = state.kind !== 'saved' && state.waiting > 0;
      if (isUnsaved) window.addEventListener('beforeunload', ask);
      else window.removeEventListener('beforeunload', ask);
    };
    look();
    const stop = source.subscribe(look);
    return () => {
      stop();
      window.removeEventListener('beforeunload', ask);
    };
  }, [source]);
}
