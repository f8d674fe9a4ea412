// Parts of a screen that are loaded after it. A line that is cut while one of them is on its way must not take the screen
// away: such a part is waited for, and asked for again, however long it takes.
import { type ComponentType, lazy } from 'react';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

type Load = () => Promise<unknown>;

const known = new Set<Load>();
let tellLate: ((times: number) => void) | null = null;
/** How often the part was asked for that is late since before anybody could be told. */
let untold = 0;

/** As React's `lazy`, for a part that the page can do without: it never fails, it is late. Draw it inside `Suspense`. */
// biome-ignore lint/suspicious/noExplicitAny: as React's own lazy
export function latePart<Part extends ComponentType<any>>(load: () => Promise<{ default: Part }>) {
  known.add(load);
  return lazy(() => persistently(load));
}

/** Who is told that a part which is wanted now did not come, and how often it has been asked for in vain. */
export function onLatePart(tell: (times: number) => void): void {
  tellLate = tell;
  if (untold > 0) tell(untold);
}

/** Brings all of them while the line is there, so that they are at hand when it is not. */
export function loadLateParts(): void {
  // What fails now is asked for again when it is drawn.
  for (const load of known) void load().catch(() => undefined);
}

/** Asks for something until it is there. */
export async function persistently<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (let times = 1; ; times += 1) {
    try {
      const loaded = await load();
      if (tellLate === null) untold = 0;
      return loaded;
    } catch (error) {
      console.warn(error);
      if (tellLate) tellLate(times);
      else untold = times;
      await lineOrTime(Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS));
    }
  }
}

/** Until the browser says that the line is back, at most for this long. */
function lineOrTime(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    window.addEventListener('online', finish);
  });
}
