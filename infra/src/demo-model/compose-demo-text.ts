import { createHash } from 'node:crypto';
import { countWords } from '@hamnevis/core/document/words';
import { PHRASES } from './phrases.ts';
import type { DemoWishes } from './read-wishes.ts';

/**
 * The demo's Markdown for a request: says first that it is a demo, has real structure, is the same for the
 * same wishes and different for different ones, and is at least `minWords` words long.
 */
export function composeDemoText(wishes: Omit<DemoWishes, 'written'>): string {
  const phrases = PHRASES[wishes.language];
  const topic = wishes.topic === '' ? phrases.noTopic : wishes.topic;
  const fill = (text: string) =>
    text
      .replaceAll('{topic}', () => topic)
      .replaceAll('{tone}', () => wishes.tone ?? '')
      .replaceAll('{audience}', () => wishes.audience ?? '');
  const seed = [topic, wishes.tone, wishes.audience, wishes.minWords].join('\n');
  const sections = dealer(phrases.sections, `${seed}/sections`);
  const subsections = dealer(phrases.subsections, `${seed}/subsections`);
  const sentences = dealer(phrases.sentences, `${seed}/sentences`);
  const intros = dealer(phrases.listIntro, `${seed}/intros`);
  const items = dealer(phrases.items, `${seed}/items`);

  const blocks = [`## ${fill(phrases.title)}`, fill(phrases.honest)];
  if (wishes.tone !== null) blocks.push(fill(phrases.toneNote));
  if (wishes.audience !== null) blocks.push(fill(phrases.audienceNote));
  const ending = [`### ${fill(phrases.closingTitle)}`, fill(phrases.closing)];

  let words = countWords([...blocks, ...ending].join('\n\n'), wishes.language);
  const add = (block: string) => {
    const filled = fill(block);
    blocks.push(filled);
    words += countWords(filled, wishes.language);
  };
  for (let section = 0; section < 2 || words < wishes.minWords; section += 1) {
    add(`## ${sections()}`);
    add(paragraph(sentences, 3));
    if (section % 2 === 0) {
      add(intros());
      const marker = (index: number) => (section % 4 === 0 ? '-' : `${index + 1}.`);
      add([0, 1, 2].map((index) => `${marker(index)} ${items()}`).join('\n'));
    } else {
      add(`### ${subsections()}`);
      add(`> ${sentences()}`);
    }
    add(paragraph(sentences, 2));
  }
  return [...blocks, ...ending].join('\n\n');
}

function paragraph(sentences: () => string, count: number): string {
  return Array.from({ length: count }, sentences).join(' ');
}

/** Deals the phrases out like a shuffled pack, and shuffles again when the pack is empty. */
function dealer(phrases: readonly string[], seed: string): () => string {
  let round = 0;
  let pack: string[] = [];
  return () => {
    if (pack.length === 0) {
      const key = (phrase: string) => createHash('sha256').update(`${seed}/${round}/${phrase}`).digest('hex');
      pack = [...phrases].sort((a, b) => (key(a) < key(b) ? -1 : 1));
      round += 1;
    }
    return pack.pop() ?? '';
  };
}

/** Pieces of the size that models stream: a few characters, never half of one. */
export function tokensOf(text: string): string[] {
  return text.match(/\s?[^\s]{1,4}|\s/gu) ?? [];
}
