// Where words stand in an article, as its readers would look for them.
import { foldForSearch, type SearchKey } from '@hamnevis/core/persian/search-key';
import type { Node } from '@tiptap/pm/model';

export interface FindOptions {
  /** ي/ی, ك/ک, «خانهٔ»/«خانه», digits, half-space: {@link foldForSearch}. */
  persian: boolean;
  matchCase: boolean;
  wholeWords: boolean;
}

/** A stretch inside one block, as positions in the article. */
export interface Match {
  from: number;
  to: number;
}

const HALF_SPACES = ['', ' '] as const;
const IN_WORD_BEFORE = /[\p{L}\p{N}\p{M}\u200c_]$/u;
const IN_WORD_AFTER = /^[\p{L}\p{N}\p{M}\u200c_]/u;

// A block that did not change keeps its node, so its keys are made once however often one types elsewhere.
const keys = new WeakMap<Node, Map<string, SearchKey>>();

/** Every match, in the order of the text; matches never overlap and never reach over two blocks. */
export function findInArticle(article: Node, query: string, options: FindOptions): Match[] {
  const matches: Match[] = [];
  if (query === '') return matches;
  article.descendants((node, position) => {
    if (!node.isTextblock) return true;
    for (const { from, to } of findInBlock(node, query, options)) {
      matches.push({ from: position + 1 + from, to: position + 1 + to });
    }
    return false;
  });
  return matches;
}

function findInBlock(block: Node, query: string, options: FindOptions): Match[] {
  const text = textOf(block);
  const found: Match[] = [];
  // «می‌خواهم» is written as one word, as two, and with a half-space: each is tried against the same way of writing.
  for (const halfSpace of options.persian ? HALF_SPACES : ['' as const]) {
    const asked = keyOf(query, halfSpace, options).key;
    if (asked === '') continue;
    const { key, from, to } = blockKey(block, text, halfSpace, options);
    for (let at = key.indexOf(asked); at !== -1; at = key.indexOf(asked, at + 1)) {
      const match = { from: from[at] ?? 0, to: to[at + asked.length - 1] ?? 0 };
      if (!options.wholeWords || isWhole(text, match)) found.push(match);
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = 0;
  return found.filter((match) => {
    if (match.from < end) return false;
    end = match.to;
    return true;
  });
}

/** One unit for each position, so that an index is a place in the block. */
function textOf(block: Node): string {
  return block.textBetween(0, block.content.size, undefined, '\n');
}

function blockKey(block: Node, text: string, halfSpace: '' | ' ', options: FindOptions): SearchKey {
  const name = `${options.persian}${options.matchCase}${halfSpace}`;
  let known = keys.get(block);
  if (!known) {
    known = new Map();
    keys.set(block, known);
  }
  let key = known.get(name);
  if (!key) {
    key = keyOf(text, halfSpace, options);
    known.set(name, key);
  }
  return key;
}

function keyOf(text: string, halfSpace: '' | ' ', { persian, matchCase }: FindOptions): SearchKey {
  return persian ? foldForSearch(text, { halfSpace, matchCase }) : asWritten(text, matchCase);
}

/** Letter for letter; a capital whose small form is longer stays as it is. */
function asWritten(text: string, matchCase: boolean): SearchKey {
  const key = matchCase
    ? text
    : text.replace(/\p{Lu}/gu, (letter) => {
        const small = letter.toLowerCase();
        return small.length === letter.length ? small : letter;
      });
  const from = Array.from({ length: key.length }, (_, index) => index);
  return { key, from, to: from.map((index) => index + 1) };
}

function isWhole(text: string, { from, to }: Match): boolean {
  return !IN_WORD_BEFORE.test(text.slice(0, from).slice(-2)) && !IN_WORD_AFTER.test(text.slice(to, to + 2));
}
