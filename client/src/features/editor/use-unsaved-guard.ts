import { useEffect } from 'react';
import type { SaveState } from '../../lib/live/save-state.ts';

/** Asks before the page is left while words are not saved; never otherwise. */
export function useUnsavedGuard(state: SaveState | undefined): void {
  const isUnsaved = state !== undefined && state.kind !== 'saved' && state.waiting > 0;
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
