/** Characters per token, measured on o200k: Persian is dearer than English. */
const PERSIAN_CHARS_PER_TOKEN = 2.8;
const OTHER_CHARS_PER_TOKEN = 4;

/** About how many tokens a text is, for models that give no usage; never for a bill without saying so. */
export function estimateTokens(text: string): number {
  const persian = text.match(/[\u0600-\u06ff\u200c]/g)?.length ?? 0;
  return Math.ceil(persian / PERSIAN_CHARS_PER_TOKEN + (text.length - persian) / OTHER_CHARS_PER_TOKEN);
}
