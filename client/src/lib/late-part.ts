// Parts of a screen that are loaded after it. A line that is cut while one of them is on its way must not take the screen
// away: such a part is waited for, and asked for again, however long it takes.
import { type ComponentType, lazy } from 'react';
import { persistently } from './persistently.ts';

type Load = () => Promise<unknown>;

const known = new Set<Load>();

/** As React's `lazy`, for a part that the page can do without: it never fails, it is late. Draw it inside `Suspense`. */
// biome-ignore lint/suspicious/noExplicitAny: as React's own lazy
export function latePart<Part extends ComponentType<any>>(load: () => Promise<{ default: Part }>) {
  known.add(load);
  return lazy(() => persistently(load));
}

/** Brings all of them while the line is there, so that they are at hand when it is not. */
export function loadLateParts(): void {
  // What fails now is asked for again when it is drawn.
  for (const load of known) void load().catch(() => undefined);
}
