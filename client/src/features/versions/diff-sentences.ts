// What a comparison cannot show by colour is said in words: moves, kinds and attributes of blocks, rows and cells of
// tables, marks. Answered as keys of the locales with their values, so that both languages say it their own way.
import type { DiffAttribute, DiffBlock, DiffPart } from '@hamnevis/core/contract/history';

/** A value is a number, a text as it is, or (`key`) words of the locale, with their own values. */
export type SentenceValue = number | string | { key: string; values?: Record<string, number> };

export interface DiffSentence {
  key: string;
  values: Record<string, SentenceValue>;
  author: number | null;
}

/** The sentences of one top-level block and everything in it, each once. */
export function diffSentences(block: DiffBlock): DiffSentence[] {
  const said = new Map<string, DiffSentence>();
  for (const sentence of sentencesOf(block)) {
    const key = JSON.stringify(sentence);
    if (!said.has(key)) said.set(key, sentence);
  }
  return [...said.values()];
}

function sentencesOf(block: DiffBlock): DiffSentence[] {
  if (block.kind === 'same' || block.kind === 'added' || block.kind === 'removed') return [];
  const type = String(block.block.type);
  return [
    ...(block.moved ? [{ key: 'compare.moved', values: {}, author: null }] : []),
    ...attributeSentences(block),
    ...block.parts.flatMap(markSentences),
    ...(type === 'table' ? tableSentences(block) : innerSentences(block)),
  ];
}

function attributeSentences(block: DiffBlock): DiffSentence[] {
  const { attributes } = block;
  const kind = attributes.find((attribute) => attribute.name === 'type');
  const level = attributes.find((attribute) => attribute.name === 'level');
  const sentences: DiffSentence[] = [];
  // A paragraph that became a heading also changed its level: one sentence.
  if (kind || level) {
    const before = blockName(String(kind?.before ?? block.block.type), level ? level.before : levelOf(block));
    const after = blockName(String(block.block.type), levelOf(block));
    sentences.push({
      key: 'compare.became',
      values: { before, after },
      author: (kind ?? level)?.author ?? null,
    });
  }
  for (const attribute of attributes) {
    if (attribute === kind || attribute === level) continue;
    sentences.push(attributeSentence(attribute));
  }
  return sentences;
}

function attributeSentence({ name, before, after, author }: DiffAttribute): DiffSentence {
  switch (name) {
    case 'dir':
      return {
        key: 'compare.dir',
        values: { after: { key: `compare.dirs.${directionName(after)}` } },
        author,
      };
    case 'start':
    case 'colspan':
    case 'rowspan':
      return {
        key: `compare.${name}`,
        values: { before: Number(before ?? 1), count: Number(after ?? 1) },
        author,
      };
    case 'language':
      return {
        key: 'compare.language',
        values: { before: wordOrNone(before), after: wordOrNone(after) },
        author,
      };
    case 'textAlign':
      return {
        key: 'compare.textAlign',
        values: { after: { key: `compare.aligns.${typeof after === 'string' ? after : 'start'}` } },
        author,
      };
    case 'checked':
      return { key: after === true ? 'compare.ticked' : 'compare.unticked', values: {}, author };
    case 'alt':
    case 'width':
    case 'latex':
    case 'kind':
    case 'file':
      return { key: `compare.changed.${name}`, values: {}, author };
    case 'colwidth':
      return { key: 'compare.colwidth', values: {}, author };
    default:
      return { key: 'compare.attribute', values: { name }, author };
  }
}

function directionName(value: unknown): 'rtl' | 'ltr' | 'auto' {
  return value === 'rtl' || value === 'ltr' ? value : 'auto';
}

function wordOrNone(value: unknown): SentenceValue {
  return typeof value === 'string' && value !== '' ? value : { key: 'compare.none' };
}

function levelOf(block: DiffBlock): unknown {
  return (block.block.attrs as Record<string, unknown> | undefined)?.level;
}

const NAMED_BLOCKS: ReadonlySet<string> = new Set([
  'paragraph',
  'bulletList',
  'orderedList',
  'listItem',
  'blockquote',
  'codeBlock',
  'horizontalRule',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'taskList',
  'taskItem',
  'callout',
  'details',
  'detailsSummary',
  'couplet',
  'hemistich',
  'formulaBlock',
  'footnote',
  'image',
  'file',
]);

function blockName(type: string, level: unknown): SentenceValue {
  if (type === 'heading') return { key: 'compare.blocks.heading', values: { count: Number(level ?? 1) } };
  return NAMED_BLOCKS.has(type) ? { key: `compare.blocks.${type}` } : type;
}

const NAMED_MARKS: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
  'link',
  'highlight',
  'superscript',
  'subscript',
]);

function markSentences(part: DiffPart): DiffSentence[] {
  if (part.kind !== 'marks') return [];
  const { author } = part;
  const before = new Map(
    (part.marksBefore ?? []).map((mark) => [mark.type, JSON.stringify(mark.attrs ?? {})]),
  );
  const after = new Map(part.marks.map((mark) => [mark.type, JSON.stringify(mark.attrs ?? {})]));
  const name = (mark: string): SentenceValue => (NAMED_MARKS.has(mark) ? { key: `format.${mark}` } : mark);
  const sentence = (key: string, mark: string) => ({ key, values: { mark: name(mark) }, author });
  return [
    ...[...after.keys()].filter((mark) => !before.has(mark)).map((mark) => sentence('compare.markOn', mark)),
    ...[...before.keys()].filter((mark) => !after.has(mark)).map((mark) => sentence('compare.markOff', mark)),
    ...[...after]
      .filter(([mark, attrs]) => before.has(mark) && before.get(mark) !== attrs)
      .map(([mark]) => sentence('compare.markOther', mark)),
  ];
}

function innerSentences(block: DiffBlock): DiffSentence[] {
  return [...countedSentences(block.children), ...block.children.flatMap(sentencesOf)];
}

/** How many blocks of a kind came, went or moved among the children of one. */
function countedSentences(children: readonly DiffBlock[]): DiffSentence[] {
  const counted = new Map<string, DiffSentence>();
  for (const child of children) {
    if (child.kind !== 'added' && child.kind !== 'removed') continue;
    const type = String(child.block.type);
    const name = type === 'tableHeader' ? 'tableCell' : type;
    const what = name === 'tableRow' || name === 'tableCell' || name === 'listItem' ? name : 'block';
    const key = `compare.${child.kind}Inside.${what}`;
    const at = `${key} ${child.author}`;
    const known = counted.get(at);
    if (known) known.values.count = Number(known.values.count) + 1;
    else counted.set(at, { key, values: { count: 1 }, author: child.author });
  }
  return [...counted.values()];
}

function tableSentences(table: DiffBlock): DiffSentence[] {
  const sentences = countedSentences(table.children);
  for (const row of table.children) {
    if (row.kind === 'moved' || (row.kind === 'changed' && row.moved))
      sentences.push({ key: 'compare.rowMoved', values: { row: (row.newer ?? 0) + 1 }, author: null });
    if (row.kind !== 'changed') continue;
    sentences.push(...countedSentences(row.children));
    for (const cell of row.children) {
      if (cell.kind !== 'changed') continue;
      const place = { row: (row.newer ?? 0) + 1, column: (cell.newer ?? 0) + 1 };
      sentences.push({ key: 'compare.cell', values: place, author: null });
      sentences.push(...attributeSentences(cell), ...innerSentences(cell));
    }
  }
  return sentences;
}
