import { type ComponentType, lazy } from 'react';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * A part of a screen that is loaded when it is first drawn. Without a connection it stays away and comes with the
 * connection: a menu that cannot be fetched must not take the screen down, where words stand that nobody else has.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type that React's own lazy takes
export function lazyPart<Part extends ComponentType<any>>(load: () => Promise<{ default: Part }>) {
  return lazy(async () => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await load();
      } catch (error) {
        console.warn('a part of the screen could not be loaded yet', error);
        await nextTry(waitMs);
      }
    }
  });
}

/** After a while, or at once when the device finds its network again. */
function nextTry(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, waitMs);
    window.addEventListener('online', go);
  });
}
