// A tab may stay open over many deployments. It learns of a newer client when it is looked at again, when a part of it
// could not be loaded, when a lost line is back, and now and then; the page that a visitor would get now says which it is.

/** Asked no more often than this, whatever happens. */
const LEAST_MS = 30_000;
const NOW_AND_THEN_MS = 10 * 60_000;

/** The address of the script that a page begins with: it changes with everything that it loads. */
export function entryOf(page: Document): string | null {
  return page.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null;
}

/** Calls back once, when the server has another client than this tab runs. */
export function watchVersion(onNew: () => void): void {
  const own = entryOf(document);
  let askedAt = Number.NEGATIVE_INFINITY;
  let isOver = own === null;
  const look = async () => {
    const now = performance.now();
    if (isOver || document.visibilityState !== 'visible' || now - askedAt < LEAST_MS) return;
    askedAt = now;
    const served = await servedEntry();
    if (isOver || served === null || served === own) return;
    isOver = true;
    clearInterval(timer);
    onNew();
  };
  const timer = setInterval(() => void look(), NOW_AND_THEN_MS);
  document.addEventListener('visibilitychange', () => void look());
  window.addEventListener('online', () => void look());
  window.addEventListener(LINE_IS_BACK, () => void look());
  window.addEventListener('vite:preloadError', () => {
    // A deployment is the likeliest reason: not put off.
    askedAt = Number.NEGATIVE_INFINITY;
    void look();
  });
}

/** Told by whoever has lost the server and found it again: it may be another one. */
export const LINE_IS_BACK = 'hamnevis:line-is-back';

async function servedEntry(): Promise<string | null> {
  try {
    const answer = await fetch('/', {
      headers: { Accept: 'text/html' },
      cache: 'no-store',
      credentials: 'omit',
    });
    if (!answer.ok) return null;
    return entryOf(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // Without a line there is no other version either.
    return null;
  }
}

/** Whether the server answers at this moment, whatever it serves. */
export async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/livez', { cache: 'no-store', credentials: 'omit' })).ok;
  } catch {
    return false;
  }
}
