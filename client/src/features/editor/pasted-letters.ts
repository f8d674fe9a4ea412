// Letters as viewers of PDF files give them: shaped forms that look right and that no search finds.

/** Arabic letters in their shapes, and the ligatures of two of them. */
const SHAPED = /[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]+/g;
/** Marks that turn the direction of what comes after them: a block's direction is its own letters' affair. */
const TURNING = /[\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text as it would have been typed: unshaped letters, no marks of direction. Half-spaces stay. */
export function foldPastedText(text: string): string {
  return text
    .replace(TURNING, '')
    .replace(/\u00a0/g, ' ')
    .replace(SHAPED, (shaped) => shaped.normalize('NFKC'));
}
