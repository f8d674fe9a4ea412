// What Persian prose would look like tidied: letters, spaces, half-spaces and quotation marks, and nothing else. Code,
// links, Latin words, numbers and rows of dots are taken out before the text is looked at, and put back untouched.
import { align } from '@hamnevis/core/history/align';
import { searchKey } from '@hamnevis/core/persian/search-key';
import type { Node } from '@tiptap/pm/model';
import Virastar from 'virastar';
import { blockDirection } from '../../lib/directions/block-directions.ts';
import type { Direction } from '../../lib/directions/letters.ts';
import type { TextEdit } from './one-undo-step.ts';

/** A stretch of a block as the diff shows it. */
export interface DiffPiece {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** A block that would change, with the edits as positions in the article. */
export interface CleanedBlock {
  /** The block's text as it stands; with it the block is found again when somebody else has typed meanwhile. */
  before: string;
  pieces: DiffPiece[];
  edits: TextEdit[];
}

// Placeholders from the private use area: virastar takes each for one letter of a word.
const LATIN = '\ue000';
const BREAK = '\ue001';
const KEPT = '\ue002';
const HALF_SPACE = '\u200c';
const PLACEHOLDER = /[\ue000-\ue002]/;

const LATIN_WORD = /[\p{Script=Latin}][\p{Script=Latin}\p{M}\p{N}@_:/#%&?=+~.'’-]*(?<![.:?'’-])/u.source;
const NUMBER = /[0-9۰-۹](?:[0-9۰-۹.,:/٫٬%٪-]*[0-9۰-۹%٪])?/u.source;
/** Latin words with all that stands between them, numbers of either script with their separators, rows of dots. */
const UNTOUCHED = new RegExp(
  `${LATIN_WORD}(?:[ "“”'(),;:–—-]{1,6}(?:${LATIN_WORD}|[0-9]+))*|${NUMBER}|\\.{2,}`,
  'gu',
);

const TIDY = {
  cleanup_begin_and_end: false,
  cleanup_extra_marks: false,
  cleanup_kashidas: false,
  cleanup_line_breaks: false,
  decode_htmlentities: false,
  fix_dashes: false,
  fix_diacritics: false,
  fix_english_numbers: false,
  fix_numeral_symbols: false,
  fix_punctuations: false,
  fix_question_mark: false,
  fix_three_dots: false,
  kashidas_as_parenthetic: false,
  markdown_normalize_braces: false,
  markdown_normalize_lists: false,
  normalize_dates: false,
  normalize_ellipsis: false,
  remove_spaces_before_ellipsis: false,
  preserve_frontmatter: false,
  preserve_HTML: false,
  preserve_comments: false,
  preserve_URIs: false,
  preserve_entities: false,
};

/** Only these may go and come beside letters that are the same letter. */
const SPACING = /^[ \u00a0\u00ad\u200c\u200f"“”«»]*$/;
/** «بی آن که» and «بی او» are two words each; which «بی» is a prefix no rule can tell. */
const WORD_OF_ITS_OWN = /(?:^|\s)بی$/;
/** How an ezafe or a hamza is written is the writer's own. */
const WRITERS_OWN = /[\u0654ۀةأؤئء]/;

/** Every Persian block that would change, in the order of the text. */
export function cleanUp(article: Node, documentDirection: Direction): CleanedBlock[] {
  const cleaned: CleanedBlock[] = [];
  article.descendants((node, position) => {
    if (!node.isTextblock) return true;
    if (blockDirection(node, documentDirection) === 'rtl') {
      const block = cleanBlock(node, position + 1);
      if (block) cleaned.push(block);
    }
    return false;
  });
  return cleaned;
}

/** A text with its untouchable stretches taken out; `from` and `to` lead each unit back to the block. */
interface Prose {
  text: string;
  from: number[];
  to: number[];
}

function cleanBlock(block: Node, start: number): CleanedBlock | null {
  const prose = proseOf(block);
  // Each line for itself: rules for the beginning of a text hold behind a line break, too.
  const tidy = prose.text.split(BREAK).map(tidied).join(BREAK);
  const edits = editsBetween(prose, tidy);
  if (edits.length === 0) return null;
  const before = block.textBetween(0, block.content.size, undefined, '\n');
  return {
    before,
    pieces: piecesOf(before, edits),
    edits: edits.map(({ from, to, text }) => ({ from: start + from, to: start + to, text })),
  };
}

function proseOf(block: Node): Prose {
  const prose: Prose = { text: '', from: [], to: [] };
  const put = (text: string, from: number, to?: number) => {
    for (let unit = 0; unit < text.length; unit += 1) {
      prose.from.push(to === undefined ? from + unit : from);
      prose.to.push(to ?? from + unit + 1);
    }
    prose.text += text;
  };
  block.forEach((node, at) => {
    const { text } = node;
    if (text === undefined) put(BREAK, at, at + node.nodeSize);
    else if (node.marks.some((mark) => mark.type.spec.code || mark.type.name === 'link')) {
      put(KEPT, at, at + text.length);
    } else {
      let done = 0;
      for (const match of text.matchAll(UNTOUCHED)) {
        put(text.slice(done, match.index), at + done);
        done = match.index + match[0].length;
        put(LATIN, at + match.index, at + done);
      }
      put(text.slice(done), at + done);
    }
  });
  return prose;
}

/** As virastar would have it; unchanged when it lost one of the placeholders. */
function tidied(text: string): string {
  if (!text.trim() || new RegExp(`^${PLACEHOLDER.source}*$`).test(text)) return text;
  const tidy = new Virastar(TIDY).cleanup(text);
  const kept = (one: string) => one.replace(/[^\ue000-\ue002]/g, '');
  return kept(tidy) === kept(text) ? tidy : text;
}

function editsBetween(prose: Prose, tidy: string): TextEdit[] {
  const before = prose.text.split('');
  const matches = align(before, tidy.split(''));
  const edits: TextEdit[] = [];
  let [b, a] = [0, 0];
  for (const [nextB, nextA] of [...matches, [before.length, tidy.length] as const]) {
    const removed = prose.text.slice(b, nextB);
    const text = tidy.slice(a, nextA);
    const beside = `${prose.text[b - 1] ?? ''}${prose.text[nextB] ?? ''}`;
    const isPrefix = WORD_OF_ITS_OWN.test(prose.text.slice(0, b)) && text.includes(HALF_SPACE);
    if ((removed || text) && isTidying(removed, text) && !isPrefix && !(text && beside.includes(KEPT))) {
      const at = prose.from[b] ?? prose.to[b - 1] ?? 0;
      edits.push({ from: at, to: removed ? (prose.to[nextB - 1] ?? at) : at, text });
    }
    [b, a] = [nextB + 1, nextA + 1];
  }
  return edits;
}

/** Letters for the same letters, or spaces and quotation marks; anything else is left to the writer. */
function isTidying(removed: string, added: string): boolean {
  if (PLACEHOLDER.test(removed + added) || WRITERS_OWN.test(removed + added)) return false;
  if (SPACING.test(removed) && SPACING.test(added)) return true;
  const letters = (text: string) => searchKey(text).replace(/[\s"“”«»]/g, '');
  return letters(removed) !== '' && letters(removed) === letters(added);
}

function piecesOf(before: string, edits: readonly TextEdit[]): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  const put = (kind: DiffPiece['kind'], text: string) => {
    if (text) pieces.push({ kind, text });
  };
  let at = 0;
  for (const { from, to, text } of edits) {
    put('same', before.slice(at, from));
    put('removed', before.slice(from, to));
    put('added', text);
    at = to;
  }
  put('same', before.slice(at));
  return pieces;
}
