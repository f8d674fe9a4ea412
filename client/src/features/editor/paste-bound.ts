// How much may be pasted at once: beyond it the page would stand still for many seconds. Counted before anything is
// parsed; what is refused is still in the clipboard.

export const MOST_PASTED_BLOCKS = 4_000;
export const MOST_PASTED_CHARACTERS = 1_000_000;

/** Whether a clipboard holds more than one paste may bring. */
export function isTooMuchToPaste(text: string, html: string): boolean {
  if (text.length > MOST_PASTED_CHARACTERS) return true;
  return (
    countOf(text, /\n+/g, MOST_PASTED_BLOCKS) >= MOST_PASTED_BLOCKS ||
    countOf(html, /<\/(?:p|li|tr|h[1-6])\s*>/gi, MOST_PASTED_BLOCKS) > MOST_PASTED_BLOCKS
  );
}

/** How often a pattern is found, up to a little more than `most`. */
function countOf(where: string, pattern: RegExp, most: number): number {
  let count = 0;
  while (count <= most && pattern.exec(where)) count += 1;
  return count;
}
