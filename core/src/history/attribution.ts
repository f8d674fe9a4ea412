// Who wrote what stands in an article: read from a document and from ranges that say whose each id is.
import type * as Y from 'yjs';
import { countWords } from '../document/words.ts';
import type { RangeSlice } from './clock-ranges.ts';
import { blockElements, blockPieces, blockText, isTextblock } from './document-text.ts';
import type { How } from './how.ts';

/** An author, and how the text came. For an AI run, `personId` is the one who asked for it. */
export interface Label {
  personId: string;
  runId: string | null;
  how: How;
}

/** Text of one label. `label` is an index into {@link Attribution.labels}. */
export interface TextRun {
  /** Which text block of the article (paragraph, heading, code), counted from 0, depth first. */
  block: number;
  /** Offsets in the block, as the editor counts them. */
  from: number;
  to: number;
  label: number;
}

/** A mark and who set it. */
export interface MarkRun extends TextRun {
  mark: string;
}

/** A block of any kind, in the order of {@link blockElements}: who made it, and who set its attributes last. */
export interface BlockAuthors {
  label: number | null;
  attributes: Record<string, number>;
}

export interface Attribution {
  labels: readonly Label[];
  runs: TextRun[];
  marks: MarkRun[];
  blocks: BlockAuthors[];
}

/** Answers whose the ids [clock, clock + length) of a client are, as slices without gaps. */
export type Lookup = (client: number, clock: number, length: number) => RangeSlice[];

/** Reads the attribution of an article. What the lookup does not know has no run. */
export function readAttribution(document: Y.Doc, labels: readonly Label[], lookup: Lookup): Attribution {
  const attribution: Attribution = { labels, runs: [], marks: [], blocks: [] };
  let textblock = 0;
  for (const element of blockElements(document)) {
    attribution.blocks.push(authorsOf(element, lookup));
    if (!isTextblock(element)) continue;
    readTextblock(element, textblock, lookup, attribution);
    textblock += 1;
  }
  return attribution;
}

function authorsOf(element: Y.XmlElement, lookup: Lookup): BlockAuthors {
  const attributes: Record<string, number> = {};
  for (const [name, item] of element._map) {
    const label = labelOf(item, lookup);
    if (label !== undefined) attributes[name] = label;
  }
  return { label: element._item ? (labelOf(element._item, lookup) ?? null) : null, attributes };
}

function labelOf(item: Y.Item, lookup: Lookup): number | undefined {
  return lookup(item.id.client, item.id.clock, 1)[0]?.value;
}

function readTextblock(element: Y.XmlElement, block: number, lookup: Lookup, into: Attribution): void {
  const open = new Map<string, { from: number; label: number }>();
  const closeMark = (mark: string, to: number) => {
    const run = open.get(mark);
    open.delete(mark);
    if (run && run.from < to) into.marks.push({ block, mark, from: run.from, to, label: run.label });
  };
  for (const piece of blockPieces(element)) {
    switch (piece.kind) {
      case 'text': {
        const { client, clock } = piece.item.id;
        for (const slice of lookup(client, clock, piece.text.length)) {
          if (slice.value === undefined) continue;
          const from = piece.offset + slice.clock - clock;
          pushRun(into.runs, { block, from, to: from + slice.length, label: slice.value });
        }
        break;
      }
      case 'format': {
        const mark = markName(piece.key);
        closeMark(mark, piece.offset);
        const label = piece.value === null ? undefined : labelOf(piece.item, lookup);
        if (label !== undefined) open.set(mark, { from: piece.offset, label });
        break;
      }
      case 'end':
        for (const mark of [...open.keys()]) closeMark(mark, piece.offset);
        break;
      case 'inline':
        break;
      default:
        piece satisfies never;
    }
  }
}

/** The name of a mark without the hash that y-tiptap adds to marks that may overlap themselves. */
function markName(key: string): string {
  return /^(.*)--[a-zA-Z0-9+/=]{8}$/.exec(key)?.[1] ?? key;
}

function pushRun(runs: TextRun[], run: TextRun): void {
  const last = runs.at(-1);
  if (last && last.block === run.block && last.to === run.from && last.label === run.label) last.to = run.to;
  else runs.push(run);
}

/** How much of the article is whose. */
export interface Share {
  personId: string;
  runId: string | null;
  characters: number;
  words: number;
  /** Characters by how they came. */
  how: Partial<Record<How, number>>;
}

export interface Shares {
  characters: number;
  words: number;
  /** Characters and words of all AI runs together. */
  ai: { characters: number; words: number };
  /** By person and run, the largest share first. */
  authors: Share[];
}

/**
 * Shares per person and AI run. Characters are UTF-16 units without spaces; a word belongs to whom most of its
 * letters belong to (to the first of them when two are equal), so the words of all authors add up to the article's.
 */
export function sharesOf(document: Y.Doc, attribution: Attribution, language: 'fa' | 'en'): Shares {
  const shares: Shares = { characters: 0, words: 0, ai: { characters: 0, words: 0 }, authors: [] };
  const authors = new Map<string, Share>();
  const shareOf = (label: Label): Share => {
    const key = `${label.personId} ${label.runId}`;
    let share = authors.get(key);
    if (!share) {
      share = { personId: label.personId, runId: label.runId, characters: 0, words: 0, how: {} };
      authors.set(key, share);
    }
    return share;
  };
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const runsByBlock = Map.groupBy(attribution.runs, (run) => run.block);
  let block = -1;
  for (const element of blockElements(document)) {
    if (!isTextblock(element)) continue;
    block += 1;
    const text = blockText(element);
    const runs = runsByBlock.get(block) ?? [];
    for (const run of runs) {
      const label = attribution.labels[run.label] as Label;
      const count = text.slice(run.from, run.to).replace(/\s/gu, '').length;
      const share = shareOf(label);
      share.characters += count;
      share.how[label.how] = (share.how[label.how] ?? 0) + count;
      shares.characters += count;
      if (label.runId !== null) shares.ai.characters += count;
    }
    let index = 0;
    for (const segment of segmenter.segment(text)) {
      if (!segment.isWordLike) continue;
      while (index < runs.length && (runs[index] as TextRun).to <= segment.index) index += 1;
      const run = largestIn(runs, index, segment.index, segment.index + segment.segment.length);
      if (!run) continue;
      const label = attribution.labels[run.label] as Label;
      shareOf(label).words += 1;
      shares.words += 1;
      if (label.runId !== null) shares.ai.words += 1;
    }
  }
  shares.authors = [...authors.values()].sort((a, b) => b.characters - a.characters);
  return shares;
}

function largestIn(runs: readonly TextRun[], first: number, from: number, to: number): TextRun | undefined {
  let largest: TextRun | undefined;
  let most = 0;
  for (let index = first; index < runs.length; index += 1) {
    const run = runs[index] as TextRun;
    if (run.from >= to) break;
    const part = Math.min(run.to, to) - Math.max(run.from, from);
    if (part > most) {
      most = part;
      largest = run;
    }
  }
  return largest;
}

/** Words of an article by the same rule, for comparing the sum. */
export function articleWords(document: Y.Doc, language: 'fa' | 'en'): number {
  let words = 0;
  for (const element of blockElements(document))
    if (isTextblock(element)) words += countWords(blockText(element), language);
  return words;
}
