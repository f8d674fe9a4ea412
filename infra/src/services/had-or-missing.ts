/** What a test run could get hold of, or why not, in one line for the reader of its last page. */
export type HadOrMissing<T> = { had: true; value: T } | { had: false; reason: string };

export function had<T>(value: T): HadOrMissing<T> {
  return { had: true, value };
}

export function missing(reason: string): { had: false; reason: string } {
  return { had: false, reason };
}
