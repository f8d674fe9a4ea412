import { ARTICLE_FRAGMENT, documentSchema } from '@hamnevis/core/document/schema';
import { type ArticleNode, articleOf } from '@hamnevis/core/document/yjs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { plainCharacters, textsOf } from './article-tree.ts';
import { BlockWriter } from './block-writer.ts';
import { articleFromMarkdown } from './build-article.ts';
import { MarkdownMachine } from './markdown/markdown-machine.ts';
import type { MarkdownOperation } from './markdown/operations.ts';
import { STRUCTURES } from './markdown/structure-texts.ts';
import {
  cursorAt,
  encodeCursor,
  type Place,
  placeAfterRun,
  placeOfAnchor,
  placeOfCursor,
} from './run-place.ts';

const RUN = 'run-1';
const MARKDOWN = [
  '## عنوان **مهم**\n\nبند نخست با *تأکید* و [پیوند](https://e.com) و `کد`.',
  '- یک\n- دو\n  1. سه\n  2. چهار\n- پنج',
  '> نقل قول\n\n---\n\n```js\nlet a = 1;\n\nb();\n```\n\nپایان  \nخط دوم **پررنگ',
].join('\n\n');
/** Every structure once, with atoms at the end of a block, in its middle and next to each other. */
const STRUCTURED = [
  '| شهر | $x$ |\n|:-:|---|\n| **یزد**[^1] | $a$$b$ ج |\n| | |\n| تنها |\n\n> |a|\n> |-|\n> |b|',
  '> [!TIP]\n> بند $k$\n> - مورد[^۲]\n\n:::details چرا[^1]؟\nچون.\n\n|c|\n|-|\n|d|\n:::',
  '<details>\n<summary>پاسخ</summary>\n\n- [x] کار\n  $$y$$\n</details>\n\n$$\nz\n$$',
  ':::verse\nالف ب / ج $d$\nه و\nز ح\n:::\nپایان[^1]  \n$m$[^گم]\n\n[^1]: نخست $n$\n[^2]: دوم',
].join('\n\n');

let document: Y.Doc;
let fragment: Y.XmlFragment;

beforeEach(() => {
  document = new Y.Doc();
  fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
});

const place = (index = fragment.length): Place => ({ kind: 'between', parent: fragment, index });

/** Types the text piece by piece, each piece from a decoded cursor as a resumed worker would. */
function type(text: string, pieces: readonly string[] = [text], start: Place = place()): void {
  const machine = new MarkdownMachine();
  let at: Place | null = start;
  const write = (operations: ReturnType<MarkdownMachine['push']>, path: typeof machine.path) => {
    if (at === null) throw new Error('the place is gone');
    const writer = new BlockWriter(fragment, RUN, at, path);
    document.transact(() => {
      for (const operation of operations) writer.apply(operation);
    });
    at = placeOfCursor(
      fragment,
      Y.decodeRelativePosition(Y.encodeRelativePosition(cursorAt(writer.place))),
      RUN,
      '',
    );
  };
  for (const piece of pieces) {
    const { path } = machine;
    write(machine.push(piece), path);
  }
  const { path } = machine;
  write(machine.end(), path);
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  if (text !== '') element.insert(0, [new Y.XmlText(text)]);
  return element;
}

const blocks = () => fragment.toArray() as Y.XmlElement[];
const words = (block: Y.XmlElement) => textsOf(block).map(plainCharacters).join('|');

/** The article with every default filled in and the run's attribute taken off. */
function normal(article: ArticleNode): unknown {
  const json = documentSchema().nodeFromJSON(article).toJSON() as ArticleNode;
  for (const block of json.content ?? []) if (block.attrs) block.attrs.aiRun = null;
  return json;
}

const TEXTS: [name: string, markdown: string][] = [
  ['CommonMark', MARKDOWN],
  ['structures', STRUCTURED],
  ...STRUCTURES.map((text, place): [string, string] => [`text ${place + 1}`, text]),
];

describe('block writer', () => {
  it.each(TEXTS.slice(0, 2))(
    'writes exactly the article that the Markdown means, however it comes: %s',
    (_, text) => {
      fc.assert(
        fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (places) => {
          document = new Y.Doc();
          fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
          const cuts = [0, ...places.sort((a, b) => a - b), text.length];
          type(
            text,
            cuts.slice(1).map((end, index) => text.slice(cuts[index], end)),
          );
          expect(normal(articleOf(document))).toEqual(normal(articleFromMarkdown(text, RUN)));
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(TEXTS)('is exact when a new worker takes over after every single character: %s', (_, text) => {
    let at: Place | null = place();
    const write = (machine: MarkdownMachine, say: () => MarkdownOperation[]) => {
      if (at === null) throw new Error('the place is gone');
      const writer = new BlockWriter(fragment, RUN, at, machine.path);
      document.transact(() => {
        for (const operation of say()) writer.apply(operation);
      });
      const cursor = Y.decodeRelativePosition(Y.encodeRelativePosition(cursorAt(writer.place)));
      at = placeOfCursor(fragment, cursor, RUN, '');
    };
    for (let end = 0; end <= text.length; end += 1) {
      // All that the new one has is the text that the cursor calls consumed, and the place.
      const machine = new MarkdownMachine();
      machine.push(text.slice(0, end));
      write(machine, () => (end < text.length ? machine.push(text.charAt(end)) : machine.end()));
    }
    expect(normal(articleOf(document))).toEqual(normal(articleFromMarkdown(text, RUN)));
  });

  it.each(TEXTS.slice(0, 2))('marks every top-level block, and only those, with the run: %s', (_, text) => {
    type(text);
    expect(blocks().every((block) => block.getAttribute('aiRun') === RUN)).toBe(true);
    expect(
      blocks()
        .flatMap((block) => block.toArray())
        .some((child) => child instanceof Y.XmlElement && child.getAttribute('aiRun')),
    ).toBe(false);
  });

  it.each(TEXTS)('leaves a tree that the schema allows after every single update: %s', (_, text) => {
    const follower = new Y.Doc();
    document.on('update', (update: Uint8Array) => {
      Y.applyUpdate(follower, update);
      documentSchema().nodeFromJSON(articleOf(follower)).check();
    });
    type(text, text.split(''));
  });

  it('does not hand the bold before it on to plain text', () => {
    type('**a** b', ['**a', '** b']);
    expect(articleOf(document).content?.[0]?.content).toEqual([
      { type: 'text', text: 'a', marks: [{ type: 'bold', attrs: {} }] },
      { type: 'text', text: ' b' },
    ]);
  });
});

describe('the place of a run', () => {
  const at = (type: Y.XmlText | Y.XmlElement | Y.XmlFragment | undefined, index: number) =>
    encodeCursor(Y.createRelativePositionFromTypeIndex(type ?? fragment, index));

  it('is after the block of the caret, also an empty one', () => {
    fragment.insert(0, [paragraph('one'), paragraph(''), paragraph('three')]);
    const [one, two] = blocks() as [Y.XmlElement, Y.XmlElement];
    expect(placeOfAnchor(fragment, at(textsOf(one)[0], 1))).toMatchObject({ index: 1 });
    expect(placeOfAnchor(fragment, at(two, 0))).toMatchObject({ index: 2 });
    expect(placeOfAnchor(fragment, at(fragment, 2))).toMatchObject({ index: 2 });
  });

  it('is the end without a caret, with a broken one, and with one whose block is gone', () => {
    fragment.insert(0, [paragraph('one'), paragraph('two')]);
    const gone = at(textsOf(blocks()[0] as Y.XmlElement)[0], 1);
    fragment.delete(0, 1);
    for (const anchor of [
      undefined,
      '',
      'AAAA',
      '!!!',
      gone,
      Buffer.from([255, 255, 255]).toString('base64'),
    ]) {
      expect(placeOfAnchor(fragment, anchor)).toMatchObject({ kind: 'between', index: 1 });
    }
  });
});

describe('people edit inside', () => {
  let machine: MarkdownMachine;
  let cursor: Y.RelativePosition;
  let tail = '';

  const write = (text: string, from?: Place) => {
    const found = from ?? placeOfCursor(fragment, cursor, RUN, tail) ?? placeAfterRun(fragment, RUN);
    if (found === null) return false;
    const writer = new BlockWriter(fragment, RUN, found, machine.path);
    document.transact(() => {
      for (const operation of machine.push(text)) {
        writer.apply(operation);
        tail = operation.type === 'text' ? (tail + operation.text).slice(-24) : '';
      }
    });
    cursor = cursorAt(writer.place);
    return true;
  };

  beforeEach(() => {
    machine = new MarkdownMachine();
    tail = '';
    fragment.insert(0, [paragraph('before'), paragraph('after')]);
    write('The first words', place(1));
  });

  it('text typed right after the run’s stays after it', () => {
    const text = textsOf(blocks()[1] as Y.XmlElement)[0] as Y.XmlText;
    text.insert(text.length, ' [mine]');
    write(' and more');
    expect(words(blocks()[1] as Y.XmlElement)).toBe('The first words and more [mine]');
  });

  it('text typed and deleted inside stays as people left it', () => {
    const text = textsOf(blocks()[1] as Y.XmlElement)[0] as Y.XmlText;
    text.delete(4, 6);
    text.insert(0, '>');
    write(' and more');
    expect(words(blocks()[1] as Y.XmlElement)).toBe('>The words and more');
  });

  it('goes on at the same place when its last words were deleted', () => {
    const text = textsOf(blocks()[1] as Y.XmlElement)[0] as Y.XmlText;
    text.delete(9, 6);
    write(' and more');
    expect(words(blocks()[1] as Y.XmlElement)).toBe('The first and more');
  });

  it('follows its text when somebody splits the paragraph', () => {
    const text = textsOf(blocks()[1] as Y.XmlElement)[0] as Y.XmlText;
    document.transact(() => {
      text.delete(4, 11);
      const second = paragraph('first words');
      second.setAttribute('aiRun', RUN);
      fragment.insert(2, [second]);
    });
    tail = 'The first words'.slice(-10);
    write(' and more');
    expect(blocks().map(words)).toEqual(['before', 'The ', 'first words and more', 'after']);
  });

  it('follows its text when somebody makes the paragraph a heading', () => {
    document.transact(() => {
      fragment.delete(1, 1);
      const heading = new Y.XmlElement('heading');
      heading.setAttribute('level', 2 as never);
      heading.setAttribute('aiRun', RUN);
      heading.insert(0, [new Y.XmlText('The first words')]);
      fragment.insert(1, [heading]);
    });
    write(' and more');
    expect(blocks().map(words)).toEqual(['before', 'The first words and more', 'after']);
  });

  it('goes on after its last block when the one it wrote was deleted', () => {
    write('\n\nThe second');
    fragment.delete(2, 1);
    write(' goes on');
    expect(blocks().map(words)).toEqual(['before', 'The first words', 'goes on', 'after']);
    documentSchema().nodeFromJSON(articleOf(document)).check();
  });

  it('has no place left when all of its blocks were deleted', () => {
    fragment.delete(1, 1);
    expect(write(' lost')).toBe(false);
    expect(blocks().map(words)).toEqual(['before', 'after']);
  });

  it('opens its list anew when somebody lifted the item out of it', () => {
    write('\n\n- one');
    document.transact(() => {
      fragment.delete(2, 1);
      const lifted = paragraph('one');
      lifted.setAttribute('aiRun', RUN);
      fragment.insert(2, [lifted]);
    });
    write(' more\n- two');
    expect(blocks().map((block) => `${block.nodeName} ${words(block)}`)).toEqual([
      'paragraph before',
      'paragraph The first words',
      'paragraph one more',
      'bulletList two',
      'paragraph after',
    ]);
  });

  it('puts a new item after its own, before those that people added', () => {
    write('\n\n- one');
    const list = blocks()[2] as Y.XmlElement;
    const theirs = new Y.XmlElement('listItem');
    theirs.insert(0, [paragraph('theirs')]);
    list.insert(1, [theirs]);
    write('\n- two');
    expect(words(list)).toBe('one|two|theirs');
  });

  const tableAt = (index: number) => blocks()[index] as Y.XmlElement;
  const cellsOf = (row: unknown) => (row as Y.XmlElement).toArray() as Y.XmlElement[];
  const rowsOf = (table: Y.XmlElement) => cellsOf(table).map((row) => cellsOf(row).map(words));
  /** As an editor adds a column: a cell at the end of each row. */
  const widen = (table: Y.XmlElement) => {
    for (const row of cellsOf(table)) {
      const cell = new Y.XmlElement('tableCell');
      cell.insert(0, [new Y.XmlElement('paragraph')]);
      row.insert(row.length, [cell]);
    }
  };

  it('fills no row by halves: each is as wide as its table is by then', () => {
    write('\n\n|a|b|\n|-|-|\n|c');
    widen(tableAt(2));
    write('|d|\n|e|f|\n');
    expect(rowsOf(tableAt(2))).toEqual([
      ['a', 'b', ''],
      ['c', 'd', ''],
      ['e', 'f', ''],
    ]);
    expect(cellsOf(cellsOf(tableAt(2))[2]).map((cell) => cell.nodeName)).toEqual(Array(3).fill('tableCell'));
  });

  it('keeps the words of a column that somebody deleted, in the last one', () => {
    write('\n\n|a|b|c|\n|-|-|-|\n|d');
    for (const row of cellsOf(tableAt(2))) row.delete(1, 2);
    write('|e|f|\n|g|h|\n');
    expect(rowsOf(tableAt(2))).toEqual([['a'], ['d|e|f'], ['g|h']]);
    documentSchema().nodeFromJSON(articleOf(document)).check();
  });

  it('puts its words before those that somebody wrote into a cell still to come', () => {
    write('\n\n|a|b|\n|-|-|\n|c');
    const cell = cellsOf(cellsOf(tableAt(2))[1])[1] as Y.XmlElement;
    (cell.get(0) as Y.XmlElement).insert(0, [new Y.XmlText(' theirs')]);
    write('|d');
    expect(rowsOf(tableAt(2))[1]).toEqual(['c', 'd theirs']);
  });

  it('makes a table of its own when somebody deleted the one it wrote', () => {
    write('\n\n|a|b|\n|-|-|\n|c');
    fragment.delete(2, 1);
    write(' d|e|\n|f|g|\n');
    expect(rowsOf(tableAt(2))).toEqual([
      ['d', 'e'],
      ['f', 'g'],
    ]);
    expect(tableAt(2).getAttribute('aiRun')).toBe(RUN);
    documentSchema().nodeFromJSON(articleOf(document)).check();
  });

  it('goes on behind a formula, before the words that somebody wrote there', () => {
    write(' $x$ ');
    const block = blocks()[1] as Y.XmlElement;
    expect(block.toArray().map((child) => (child as Y.XmlElement).nodeName ?? String(child))).toEqual([
      'The first words ',
      'formulaInline',
    ]);
    block.insert(2, [new Y.XmlText('[theirs]')]);
    write('and more');
    expect(words(block)).toBe('The first words | and more[theirs]');
  });

  it('goes on where its formula stood when somebody deleted it', () => {
    write(' $x$ ');
    (blocks()[1] as Y.XmlElement).delete(1, 1);
    write('and more');
    expect(words(blocks()[1] as Y.XmlElement).replace('|', '')).toBe('The first words  and more');
  });
});
