import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { DiffStop } from './diff-stops.ts';

/** Walks from change to change: which one is looked at, and how to go on. Alt with the arrows does the same. */
export function useStops(root: RefObject<HTMLElement | null>, stops: readonly DiffStop[]) {
  const count = stops.length;
  const [current, setCurrent] = useState<number | null>(null);
  const go = useCallback(
    (step: 1 | -1) => {
      if (count === 0) return;
      setCurrent((was) => (was === null ? (step === 1 ? 0 : count - 1) : (was + step + count) % count));
    },
    [count],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
      event.preventDefault();
      go(event.key === 'ArrowDown' ? 1 : -1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go]);

  // Another answer has other changes.
  useEffect(() => setCurrent((was) => (was !== null && was >= count ? null : was)), [count]);

  // Marked in the page and not through React: thousands of blocks need not be drawn again for it.
  useEffect(() => {
    // New changes stand in new places.
    if (current === null || current >= stops.length) return;
    const parts = root.current?.querySelectorAll<HTMLElement>(`[data-stop="${current}"]`) ?? [];
    for (const part of parts) part.dataset.current = '';
    parts[0]?.scrollIntoView({ block: 'center' });
    return () => {
      for (const part of parts) delete part.dataset.current;
    };
  }, [root, current, stops]);

  return { current, go };
}
