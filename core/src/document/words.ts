const segmenters = new Map<string, Intl.Segmenter>();

/**
 * The number of words in a text by the Unicode word rules (UAX 29). A half-space (U+200C) joins: «می‌خواهم» is
 * one word.
 */
export function countWords(text: string, language: 'fa' | 'en'): number {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  let words = 0;
  for (const segment of segmenter.segment(text)) if (segment.isWordLike) words += 1;
  return words;
}

/** Reading time in whole minutes, at least one, at 230 words a minute. */
export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / 230));
}
