// What stands at the start of a line: the quote and the white space around it, and the sign that says what block the
// line begins. Pure; a line may have to be asked again when more of it has come.
import type { CalloutKind } from '@hamnevis/core/document/boxes';
import type { FormulaOpener } from './formula-lines.ts';
import { NOTE_LABEL, noteLabel } from './note-label.ts';
import { type BoxSyntax, boxNamed, calloutKindOf } from './open-boxes.ts';
import type { BlockNode } from './operations.ts';

/** What a line may hold back before it is taken for ordinary text. */
export const LINE_START_LIMIT = 200;
const QUOTE_DEPTH_LIMIT = 8;

const RULE_SO_FAR = /^([-*_])[ \t]*(?:\1[ \t]*)*$/;
const HASHES_SO_FAR = /^#{1,6}$/;
const HEADING = /^(#{1,6})[ \t]/;
const FENCE_SO_FAR = /^(?:`{1,2}|~{1,2})$/;
const FENCE = /^(`{3,}|~{3,})(.*)$/s;
const BULLET = /^[-*+•][ \t]+(?=\S)/u;
const BULLET_SO_FAR = /^[-*+•][ \t]*$/u;
const NUMBER = /^([0-9۰-۹٠-٩]{1,9})[.)][ \t]+(?=\S)/u;
const NUMBER_SO_FAR = /^[0-9۰-۹٠-٩]{1,9}(?:[.)][ \t]*)?$/u;
const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const TASK_SO_FAR = /^\[(?:[ xX](?:\][ \t]*)?)?$/;
const LANGUAGE = /^[\w+#.-]{1,40}$/;
const NOTE = new RegExp(`^\\[\\^(${NOTE_LABEL})\\]:[ \\t]*`, 'u');
const NOTE_SO_FAR = new RegExp(`^\\[(?:\\^(?:${NOTE_LABEL}\\]?)?)?$`, 'u');
const CALLOUT = /^\[!([a-z]{1,10})\][+-]?(?:[ \t]+(?=\S)|[ \t]*$)/i;
const CALLOUT_SO_FAR = /^\[(?:!(?:[a-z]{1,10}(?:\][+-]?[ \t]*)?)?)?$/i;
const COLONS_SO_FAR = /^:{1,2}$|^:{3}/;
const COLONS = /^:{3,}[ \t]*(\p{L}*)[ \t]*(?:\[(.*)\]|(.*?))[ \t]*$/u;
const TAGS = ['<details', '</details>', '<summary>'];
const DETAILS = /^<details(?:[ \t]+open(?:=""|="open")?)?[ \t]*>[ \t]*(?:<summary>(.*)<\/summary>)?[ \t]*$/i;
const DETAILS_END = /^<\/details>[ \t]*$/i;
const SUMMARY = /^<summary>(.*)<\/summary>[ \t]*$/i;

/** What stands at the start of a line, once it is known. */
export type LineStart =
  | { readonly kind: 'wait' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'emptyItem' }
  | { readonly kind: 'emptyHeading' }
  | { readonly kind: 'fence'; readonly marks: string; readonly language: string | null }
  | { readonly kind: 'heading'; readonly level: number; readonly rest: string }
  | { readonly kind: 'bullet'; readonly rest: string }
  | { readonly kind: 'number'; readonly start: number; readonly rest: string }
  /** A bar: a row of a table, or the heads of one. */
  | { readonly kind: 'bar'; readonly rest: string }
  | { readonly kind: 'formula'; readonly opener: FormulaOpener; readonly rest: string }
  | { readonly kind: 'note'; readonly label: string; readonly rest: string; readonly whole: string }
  /** The first line of a quote that is a callout. */
  | { readonly kind: 'callout'; readonly callout: CalloutKind; readonly rest: string }
  | { readonly kind: 'verse' }
  | {
      readonly kind: 'box';
      readonly box: BlockNode;
      readonly syntax: BoxSyntax;
      readonly title: string;
      readonly whole: string;
    }
  | { readonly kind: 'boxEnd'; readonly syntax: BoxSyntax; readonly whole: string }
  | { readonly kind: 'summary'; readonly text: string; readonly whole: string }
  | { readonly kind: 'text'; readonly rest: string };

/** What is known of the lines before. */
export type LineContext = {
  /** The line's end is known. */
  readonly final: boolean;
  /**
   * The line stands right under an open paragraph outside lists; a number other than one is then text
   * ("in the year\n1984. ..."), as in CommonMark.
   */
  readonly inParagraph: boolean;
  /** Where the line stands: outside quotes, on the first line of one, or on a later line. */
  readonly quote: 'none' | 'first' | 'later';
};

/** The quote signs and the white space of a line, and what is behind them. `indent` counts columns. */
export function readContainers(lead: string): { quoted: boolean; indent: number; rest: string } {
  let rest = lead;
  let quoted = false;
  let indent = 0;
  for (let depth = 0; depth <= QUOTE_DEPTH_LIMIT; depth += 1) {
    const white = /^[ \t]*/.exec(rest)?.[0] ?? '';
    if (depth === QUOTE_DEPTH_LIMIT || rest.charAt(white.length) !== '>') {
      indent = columns(white);
      rest = rest.slice(white.length);
      break;
    }
    quoted = true;
    rest = rest.slice(white.length + 1).replace(/^ /, '');
  }
  return { quoted, indent, rest };
}

/** Reads the start of a line without its containers. */
export function readLineStart(rest: string, context: LineContext): LineStart {
  const { final } = context;
  if (rest === '') return { kind: 'blank' };
  const short = rest.length < LINE_START_LIMIT;
  if (RULE_SO_FAR.test(rest) && short) {
    if (!final) return { kind: 'wait' };
    const count = rest.replace(/[ \t]/g, '').length;
    if (count >= 3) return { kind: 'rule' };
    if (BULLET_SO_FAR.test(rest)) return { kind: 'emptyItem' };
  }
  const heading = HEADING.exec(rest);
  if (heading !== null) {
    return { kind: 'heading', level: heading[1]?.length ?? 1, rest: rest.slice(heading[0].length) };
  }
  if (HASHES_SO_FAR.test(rest)) return final ? { kind: 'emptyHeading' } : { kind: 'wait' };
  if (!final && FENCE_SO_FAR.test(rest)) return { kind: 'wait' };
  const fence = FENCE.exec(rest);
  if (fence !== null && short) {
    const [, marks = '', info = ''] = fence;
    if (marks.startsWith('~') || !info.includes('`')) {
      if (!final) return { kind: 'wait' };
      const language = info.trim().split(/\s+/)[0] ?? '';
      return { kind: 'fence', marks, language: LANGUAGE.test(language) ? language : null };
    }
  }
  const bullet = BULLET.exec(rest);
  if (bullet !== null) return { kind: 'bullet', rest: rest.slice(bullet[0].length) };
  if (BULLET_SO_FAR.test(rest) && short) return final ? { kind: 'emptyItem' } : { kind: 'wait' };
  const number = NUMBER.exec(rest);
  if (number !== null) {
    const start = Number(latinDigits(number[1] ?? ''));
    if (context.inParagraph && start !== 1) return { kind: 'text', rest };
    return { kind: 'number', start, rest: rest.slice(number[0].length) };
  }
  if (!final && short && NUMBER_SO_FAR.test(rest)) return { kind: 'wait' };
  return readStructure(rest, context) ?? { kind: 'text', rest };
}

/** The structures that CommonMark does not have; null when the line begins none of them. */
function readStructure(rest: string, { final, quote }: LineContext): LineStart | null {
  const wait = final ? null : ({ kind: 'wait' } as const);
  switch (rest.charAt(0)) {
    case '|':
      return { kind: 'bar', rest };
    case '$':
      if (rest === '$') return wait;
      return rest.startsWith('$$') ? { kind: 'formula', opener: '$$', rest: rest.slice(2) } : null;
    case '\\':
      if (rest === '\\') return wait;
      return rest.startsWith('\\[') ? { kind: 'formula', opener: '\\[', rest: rest.slice(2) } : null;
    case '[':
      return (
        (quote === 'none' ? readNote(rest) : null) ??
        (quote === 'first' ? readCallout(rest, final) : null) ??
        ((quote === 'none' ? NOTE_SO_FAR : CALLOUT_SO_FAR).test(rest) && quote !== 'later' ? wait : null)
      );
    case ':':
      return quote === 'none' && rest.length < LINE_START_LIMIT ? (readColons(rest, final) ?? null) : null;
    case '<':
      return quote === 'none' && rest.length < LINE_START_LIMIT ? readTag(rest, final) : null;
    default:
      return null;
  }
}

function readNote(rest: string): LineStart | null {
  const note = NOTE.exec(rest);
  if (note === null) return null;
  return { kind: 'note', label: noteLabel(note[1] ?? ''), rest: rest.slice(note[0].length), whole: rest };
}

function readCallout(rest: string, final: boolean): LineStart | null {
  const mark = CALLOUT.exec(rest);
  const kind = mark && calloutKindOf(mark[1] ?? '');
  if (!mark || !kind) return null;
  const behind = rest.slice(mark[0].length);
  // Without a word behind it the line may still grow one.
  return behind === '' && !final ? null : { kind: 'callout', callout: kind, rest: behind };
}

function readColons(rest: string, final: boolean): LineStart | null {
  if (!COLONS_SO_FAR.test(rest)) return null;
  if (!final) return { kind: 'wait' };
  const colons = COLONS.exec(rest);
  if (colons === null) return null;
  const [, word = '', bracketed, plain] = colons;
  const title = (bracketed ?? plain ?? '').trim();
  if (word === '') return title === '' ? { kind: 'boxEnd', syntax: 'colons', whole: rest } : null;
  const box = boxNamed(word);
  if (box === null) return null;
  if (box === 'verse') return title === '' ? { kind: 'verse' } : null;
  return { kind: 'box', box, syntax: 'colons', title, whole: rest };
}

function readTag(rest: string, final: boolean): LineStart | null {
  const lower = rest.toLowerCase();
  const mayBe = TAGS.some((tag) => tag.startsWith(lower) || lower.startsWith(tag));
  if (!mayBe) return null;
  if (!final) return { kind: 'wait' };
  const details = DETAILS.exec(rest);
  if (details) {
    const title = (details[1] ?? '').trim();
    return { kind: 'box', box: { name: 'details' }, syntax: 'tags', title, whole: rest };
  }
  if (DETAILS_END.test(rest)) return { kind: 'boxEnd', syntax: 'tags', whole: rest };
  const summary = SUMMARY.exec(rest);
  return summary && { kind: 'summary', text: (summary[1] ?? '').trim(), whole: rest };
}

/** What stands behind the marker of a list item, once it is known; null while it may still become something else. */
export type ItemStart =
  | { readonly kind: 'heading'; readonly rest: string }
  | { readonly kind: 'task'; readonly checked: boolean; readonly rest: string }
  | { readonly kind: 'text'; readonly rest: string };

/** After a list marker only a heading's hashes and a task's box mean something; everything else is the item's text. */
export function readItemStart(lead: string, isBullet: boolean, final: boolean): ItemStart | null {
  const heading = HEADING.exec(lead);
  const undecided = HASHES_SO_FAR.test(lead) || (isBullet && TASK_SO_FAR.test(lead));
  if (heading === null && undecided && !final) return null;
  const task = isBullet ? TASK.exec(lead) : null;
  if (task) return { kind: 'task', checked: task[1] !== ' ', rest: lead.slice(task[0].length) };
  if (heading) return { kind: 'heading', rest: lead.slice(heading[0].length) };
  return { kind: 'text', rest: lead };
}

function latinDigits(digits: string): string {
  return digits.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function columns(white: string): number {
  let width = 0;
  for (const char of white) width += char === '\t' ? 4 - (width % 4) : 1;
  return width;
}
