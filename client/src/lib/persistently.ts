// Asking again for what did not come, and telling those who wait. No React here: the article is there before it.

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

let tellLate: ((times: number) => void) | null = null;
/** How often the part was asked for that is late since before anybody could be told. */
let untold = 0;

/** Who is told that a part which is wanted now did not come, and how often it has been asked for in vain. */
export function onLatePart(tell: (times: number) => void): void {
  tellLate = tell;
  if (untold > 0) tell(untold);
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
