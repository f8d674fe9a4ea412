// What a request asks for, read from its messages. The worker's prompt names its wishes on lines of their own
// ("Topic: ...", «موضوع: ...»); any other client's last message is taken as the topic.

/** A message as the protocol carries it, its parts already joined to one text. */
export type DemoMessage = { readonly role: string; readonly text: string };

export type DemoWishes = {
  readonly language: 'fa' | 'en';
  readonly topic: string;
  readonly tone: string | null;
  readonly audience: string | null;
  readonly minWords: number;
  /** The text an earlier, cut answer had reached; empty for a fresh one. */
  readonly written: string;
};

const LABELS = {
  topic: /^(?:Topic|موضوع|Title|عنوان)\s*[::]\s*(.+)$/im,
  tone: /^(?:Tone|لحن)\s*[::]\s*(.+)$/im,
  audience: /^(?:Audience|مخاطب)\s*[::]\s*(.+)$/im,
  minWords: /^(?:Minimum words|کمینهٔ واژه‌ها)\s*[::]\s*([0-9۰-۹]+)/im,
};
const DEFAULT_WORDS = 220;
const MOST_WORDS = 5000;
const TOPIC_LIMIT = 120;

export function readWishes(messages: readonly DemoMessage[]): DemoWishes {
  const asked = messages.filter((message) => message.role === 'user');
  const first = asked[0]?.text ?? '';
  const label = (pattern: RegExp) => pattern.exec(first)?.[1]?.trim() ?? null;
  const last = messages.at(-1);
  const before = messages.at(-2);
  const written = last?.role === 'assistant' ? last : before?.role === 'assistant' ? before : undefined;
  const system = messages.find((message) => message.role === 'system')?.text ?? '';
  const wordsAsked = Number(latinDigits(label(LABELS.minWords) ?? ''));
  return {
    language: languageOf(system === '' ? first : system),
    topic: shorten(label(LABELS.topic) ?? firstLine(first)),
    tone: label(LABELS.tone),
    audience: label(LABELS.audience),
    minWords: Math.min(wordsAsked > 0 ? wordsAsked : DEFAULT_WORDS, MOST_WORDS),
    written: written?.text ?? '',
  };
}

function languageOf(text: string): 'fa' | 'en' {
  const persian = text.match(/[\u0600-\u06ff]/g)?.length ?? 0;
  const latin = text.match(/[a-z]/gi)?.length ?? 0;
  return persian > latin ? 'fa' : 'en';
}

function latinDigits(text: string): string {
  return text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

function shorten(text: string): string {
  const plain = text.replace(/[*_`#[\]<>~\\]/g, '').trim();
  return Array.from(plain).slice(0, TOPIC_LIMIT).join('');
}
