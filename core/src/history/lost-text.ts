// "Find my lost text": text that was written once and does not stand in the article any more.
import * as Y from 'yjs';
import { foldLetter, foldLetters } from '../persian/fold-letters.ts';
import { blockElements, blockText, isTextblock } from './document-text.ts';

/** A piece of lost text, and the letter by which its author and its time are found. */
export interface LostText {
  text: string;
  client: number;
  clock: number;
}

/** Letters are drawn from around a find so far at most, to either side. */
const MOST_AROUND = 5000;

/** A letter of a text block: standing or deleted. */
interface Letter {
  letter: string;
  folded: string;
  isDead: boolean;
  client: number;
  clock: number;
}

/**
 * Finds what holds the words that somebody remembers, in everything that a document ever held: `history` is the
 * document with all its deleted text (never garbage collected). Letters that were mistyped and corrected long before
 * stand between the others there, so up to a third of the length may be passed over. Text of which a copy still
 * stands in the article is not lost. Answers up to `limit` pieces, in no order of time.
 */
export function findLostText(history: Y.Doc, words: string, limit: number): LostText[] {
  const wanted = foldLetters(words);
  if (wanted.length < 2) return [];
  const standing = standingText(history);
  const found = new Map<string, LostText>();
  for (const text of textsOf(history)) {
    for (const piece of findIn(lettersOf(text), wanted)) {
      const key = foldLetters(piece.text);
      if (found.has(key) || standing.includes(key)) continue;
      found.set(key, piece);
      if (found.size >= limit) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Everything that stands in the article, folded; blocks apart. */
function standingText(document: Y.Doc): string {
  const texts: string[] = [];
  for (const element of blockElements(document))
    if (isTextblock(element)) texts.push(foldLetters(blockText(element)));
  return texts.join('\n');
}

/** Every text of every block that ever was. */
function* textsOf(document: Y.Doc): Generator<Y.XmlText> {
  for (const structs of document.store.clients.values())
    for (const struct of structs)
      if (
        struct instanceof Y.Item &&
        struct.content instanceof Y.ContentType &&
        struct.content.type instanceof Y.XmlText
      )
        yield struct.content.type;
}

function lettersOf(text: Y.XmlText): Letter[] {
  const letters: Letter[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue;
    const { str } = item.content;
    for (let index = 0; index < str.length; index += 1) {
      const letter = str[index] as string;
      const { client, clock } = item.id;
      letters.push({
        letter,
        folded: foldLetter(letter),
        isDead: item.deleted,
        client,
        clock: clock + index,
      });
    }
  }
  return letters;
}

function* findIn(letters: readonly Letter[], wanted: string): Generator<LostText> {
  let at = 0;
  while (at < letters.length) {
    const match = letters[at]?.folded === wanted[0] ? matchAt(letters, at, wanted) : null;
    const dead = match?.filter((index) => letters[index]?.isDead) ?? [];
    // Words that mostly stand are not what is sought.
    if (!match || dead.length * 2 < wanted.length) {
      at += 1;
      continue;
    }
    const piece = drawOut(letters, match);
    const { client, clock } = letters[dead[0] as number] as Letter;
    yield { text: piece.text, client, clock };
    at = piece.end;
  }
}

/** Where the wanted letters stand, beginning exactly at `start`; null when too much stands between them. */
function matchAt(letters: readonly Letter[], start: number, wanted: string): number[] | null {
  const match: number[] = [];
  let passed = 0;
  for (let index = start; index < letters.length; index += 1) {
    const { folded, isDead } = letters[index] as Letter;
    if (folded === '') continue;
    if (folded === wanted[match.length]) {
      match.push(index);
      if (match.length === wanted.length) return match;
    } else {
      // Only what was deleted may have been a slip of the finger.
      passed += 1;
      if (!isDead || passed * 3 > wanted.length) return null;
    }
  }
  return null;
}

/** The match with the deleted text around it; what was passed over between its letters is left out. */
function drawOut(letters: readonly Letter[], match: readonly number[]): { text: string; end: number } {
  const first = match[0] as number;
  const last = match.at(-1) as number;
  let from = first;
  while (from > 0 && first - from < MOST_AROUND && letters[from - 1]?.isDead) from -= 1;
  let end = last + 1;
  while (end < letters.length && end - last < MOST_AROUND && letters[end]?.isDead) end += 1;
  const matched = new Set(match);
  let text = '';
  for (let index = from; index < end; index += 1) {
    const { letter, folded } = letters[index] as Letter;
    if (index < first || index > last || matched.has(index) || folded === '') text += letter;
  }
  return { text: text.trim(), end };
}
