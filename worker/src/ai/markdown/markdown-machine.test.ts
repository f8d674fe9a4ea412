import { documentSchema } from '@hamnevis/core/document/schema';
import { type ArticleNode, plainText } from '@hamnevis/core/document/yjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArticleBuilder, articleFromMarkdown } from '../build-article.ts';
import { MarkdownMachine } from './markdown-machine.ts';
import type { MarkdownOperation } from './operations.ts';
import { STRUCTURES } from './structure-texts.ts';

const ZWNJ = '\u200c';

const TEXTS = [
  `# عنوان **پررنگ** ##\n\nاو می${ZWNJ}نویسد و *می${ZWNJ}خواند*؛ «نیم${ZWNJ}فاصله» می${ZWNJ}ماند.\n\n## بخش دوم\nخط یک\nخط دو  \nخط سه\n`,
  '- یک\n- دو\n  1. سه\n  2. چهار\n\n     پاراگراف دوم\n- پنج\n\n***\n\n> نقل **قول**\n> - در فهرست\n\n```ts\nconst a = 1;\n\n  b();\n```\nپایان',
  'Windows line ends\r\n\r\n- one\r\n- two\r\n\r\n```\r\ncode\r\n```\r\nlone\rcarriage',
  '👩🏽‍💻 surrogate 😀 pairs **😀bold😀** `😀` [😀](https://e.com/😀) 𝒳 and lone \ud83d half',
  'Unclosed **bold and *italic and `code and ~~strike and [a link](https://e.com',
  'Ends in the middle of **',
  'Ends in a code fence\n\n```js\nlet x = `y`\n``',
  '<script>alert(1)</script>\n\n<b onclick="x()">bold</b> <!-- c -->\n\n<div>\n  <img src=x onerror=y>\n</div>',
  '[a](https://e.com) [b](javascript:alert(1)) [c](data:text/html,x) [d](mailto:a@b.c "title") [e] (f) [g][h] ![i](http://e.com/i.png)',
  'snake_case __bold__ _it_ 2*3*4 2 * 3 ***both*** **a*b*c** \\*no\\* \\\\ ~one~ ~~two~~ ``a `b` c`` `` ` ``',
  '1. one\n2) two\n3. three\n\ntext\n\n7. seven\n\n۱. یک\n۲. دو\n١) ثلاثة',
  'para\n1984. not a list\n1. a list',
  '#hashtag\n####### seven\n###### six\n#\n##   \n# # #\n---\n- - -\n* * *\n___\n--\n==\n=====',
  '- # heading in item\n-\n- \n  after empty\n- - nested marker\n+ plus\n• dot',
  '> a\nb\n\n> > deep\n>no space\n>\n> second paragraph\n> ```\n> code\n> more\nout of the quote',
  '-   \n\t- tab\n    - four\n   - three\n- ```js\n  x\n  ```\n- after',
  'a\\\nb\\',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '',
  '\n\n\n   \n',
  '- [ ] یک\n- [x] دو\n  - [X] درون\n- ساده\n- [ ] سه\n- [a](https://e.com)\n- [x](https://e.com)\n- []\n- [x]\n1. [x] نه\n\n- [ ] # تیتر',
  '==برجسته== و a==b و x == y و ==**هر دو**== و ==باز',
  '    indented\n\n\tcode? no',
  '~~~py\n```\n~~~\n~~~\nopen to the end\n\n\n',
  `${'['.repeat(300)}${'a](b '.repeat(50)}`,
  ...STRUCTURES,
];

function operationsOf(pieces: readonly string[]): MarkdownOperation[] {
  const machine = new MarkdownMachine();
  return joinTexts([...pieces.flatMap((piece) => machine.push(piece)), ...machine.end()]);
}

function joinTexts(operations: readonly MarkdownOperation[]): MarkdownOperation[] {
  const joined: MarkdownOperation[] = [];
  for (const operation of operations) {
    const last = joined.at(-1);
    if (
      last?.type === 'text' &&
      operation.type === 'text' &&
      JSON.stringify(last.marks) === JSON.stringify(operation.marks)
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + operation.text };
    } else {
      joined.push(operation);
    }
  }
  return joined;
}

function cut(text: string, at: readonly number[]): string[] {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...places, text.length].map((place, index) =>
    text.slice(index === 0 ? 0 : places[index - 1], place),
  );
}

/** Pieces that Markdown cares about, thrown together. */
const wild = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '*',
        '**',
        '***',
        '_',
        '__',
        '~~',
        '==',
        '- [x] ',
        '- [ ] ',
        '`',
        '``',
        '```',
        '~~~',
        '\n',
        '\n\n',
        '\r\n',
        '\r',
        '  ',
        '\t',
      ),
      fc.constantFrom(
        '- ',
        '1. ',
        '۲) ',
        '> ',
        '# ',
        '### ',
        '##',
        '---',
        '[',
        ']',
        '](',
        ')',
        '\\',
        '|',
        '| ',
        '\n|---|---|\n',
        '|:-:|',
        '$',
        '$$',
        '\\(',
        '\\)',
        '\\[',
        '\\]',
        '[^1]',
        '[^۲]: ',
        '> [!NOTE]',
        ':::',
        ':::tip',
        ':::verse',
        '<details>',
        '<summary>',
        '</summary>',
        '</details>',
        ' / ',
        '<b>',
        '!',
        '![',
      ),
      fc.constantFrom(
        'سلام',
        `می${ZWNJ}روم`,
        'word',
        'a',
        '1',
        '😀',
        '\ud83d',
        '\ude00',
        '«',
        '».',
        'https://e.com',
        'javascript:x',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

describe('markdown machine', () => {
  it('any cutting of a text gives the identical operations', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...TEXTS), wild),
        fc.array(fc.nat(), { maxLength: 40 }),
        (text, at) => {
          expect(operationsOf(cut(text, at))).toEqual(operationsOf([text]));
        },
      ),
      { numRuns: 3000 },
    );
    for (const text of TEXTS) expect(operationsOf(text.split(''))).toEqual(operationsOf([text]));
  });

  it('a machine fed the text already typed goes on as the first one would have', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...TEXTS), wild), fc.nat(), (text, place) => {
        const at = place % (text.length + 1);
        const first = new MarkdownMachine();
        const before = first.push(text.slice(0, at));
        const second = new MarkdownMachine();
        second.push(text.slice(0, at));
        expect(second.path).toEqual(first.path);
        const after = [...second.push(text.slice(at)), ...second.end()];
        expect(joinTexts([...before, ...after])).toEqual(operationsOf([text]));
      }),
      { numRuns: 1000 },
    );
  });

  it('every single operation leaves a tree that the schema allows', () => {
    const schema = documentSchema();
    const check = (text: string) => {
      const builder = new ArticleBuilder();
      for (const operation of operationsOf(text.split(''))) {
        builder.apply(operation);
        schema.nodeFromJSON(builder.article).check();
      }
    };
    for (const text of TEXTS.filter((text) => text.trim() !== '')) check(text);
    fc.assert(fc.property(wild, check), { numRuns: 500 });
  });

  it('only marks and structure go: the words stay, in their order', () => {
    const words = fc.array(fc.constantFrom('سلام', `می${ZWNJ}روم`, 'word', '۱۴۰۳', '😀', 'A1'), {
      minLength: 1,
      maxLength: 30,
    });
    const glue = fc.constantFrom(
      ' ',
      '\n',
      '\n\n',
      ' **',
      '** ',
      '\n- ',
      '\n> ',
      '\n## ',
      ' *',
      '* ',
      ' ~~',
      '\n1. ',
      ' [',
      '] ',
      ' | ',
      ' |\n| ',
      '\n|---|---|\n| ',
      ' $',
      '$ ',
      '\n\n$$ ',
      '\n> [!TIP] ',
      '\n:::verse\n',
      ' / ',
      '\n:::\n',
      '\n<details>\n',
      '\n</details>\n',
      ' ![',
    );
    fc.assert(
      fc.property(words, fc.array(glue, { minLength: 30, maxLength: 30 }), (list, between) => {
        const text = list.map((word, index) => word + (between[index] ?? ' ')).join('');
        const shown = plainText(articleFromMarkdown(text));
        let at = 0;
        for (const word of list) {
          const found = shown.indexOf(word, at);
          expect(found, `${word} in ${JSON.stringify(shown)}`).toBeGreaterThanOrEqual(at);
          at = found + word.length;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('says a letter at once and holds back only what is undecided', () => {
    const machine = new MarkdownMachine();
    const said = (piece: string) =>
      machine.push(piece).map((operation) => (operation.type === 'text' ? operation.text : operation.type));
    expect(said('س')).toEqual(['open', 'س']);
    expect(said('لا')).toEqual(['لا']);
    expect(said('م ')).toEqual(['م']);
    expect(said('*')).toEqual([]);
    expect(said('*')).toEqual([]);
    expect(said('د')).toEqual([' ', 'د']);
    expect(said('**')).toEqual([]);
    expect(said('.')).toEqual(['.']);
    expect(said('\n#')).toEqual([]);
    expect(said('#')).toEqual([]);
    expect(said(' ')).toEqual([]);
    expect(said('ب')).toEqual(['open', 'ب']);
    expect(said('\n\n')).toEqual([]);
    expect(said('1')).toEqual([]);
    expect(said('2 ')).toEqual(['open', '12']);
    expect(said('\ud83d')).toEqual([]);
    expect(said('\ude00')).toEqual([' 😀']);
  });

  it('says at the end what it held back, and closes what nobody closed', () => {
    expect(plainText(articleFromMarkdown('tail **'))).toBe('tail **');
    expect(plainText(articleFromMarkdown('tail [a](b'))).toBe('tail [a](b');
    expect(plainText(articleFromMarkdown('tail \\'))).toBe('tail \\');
    expect(articleFromMarkdown('a **b').content).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'a ' },
          { type: 'text', text: 'b', marks: [{ type: 'bold' }] },
        ],
      },
    ]);
  });

  it('lets only http, https and mailto become links', () => {
    const links = (text: string): unknown[] =>
      (articleFromMarkdown(text).content?.[0]?.content ?? [])
        .flatMap((node: ArticleNode) => node.marks ?? [])
        .filter((mark) => mark.type === 'link')
        .map((mark) => mark.attrs?.href);
    expect(links('[a](https://e.com/a_(b)?c=d) [b](http://e.com) [c](mailto:a@b.ir)')).toEqual([
      'https://e.com/a_(b)?c=d',
      'http://e.com',
      'mailto:a@b.ir',
    ]);
    expect(links('[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](vbscript:x)')).toEqual(
      [],
    );
    expect(
      links('[a](java\tscript:x) [b](//evil.com) [c](/path) [d](file:///etc) [e](<javascript:x>)'),
    ).toEqual([]);
    expect(plainText(articleFromMarkdown('see [the **site**](https://e.com).'))).toBe('see the site.');
  });

  it('marks code as code and nothing else, as the schema has it', () => {
    expect(articleFromMarkdown('**bold `code`** and [`link`](https://e.com)').content?.[0]?.content).toEqual([
      { type: 'text', text: 'bold ', marks: [{ type: 'bold' }] },
      { type: 'text', text: 'code', marks: [{ type: 'code' }] },
      { type: 'text', text: ' and ' },
      { type: 'text', text: 'link', marks: [{ type: 'code' }] },
    ]);
  });

  it('keeps raw HTML as the text it is', () => {
    expect(plainText(articleFromMarkdown('<script>alert(1)</script>'))).toBe('<script>alert(1)</script>');
  });

  it('closes bold between Persian quotation marks and a letter', () => {
    expect(articleFromMarkdown('**«متن»**و').content?.[0]?.content).toEqual([
      { type: 'text', text: '«متن»', marks: [{ type: 'bold' }] },
      { type: 'text', text: 'و' },
    ]);
  });

  it('reads numbers of Persian and Arabic lists', () => {
    expect(articleFromMarkdown('۳. سه\n۴. چهار').content).toEqual([
      {
        type: 'orderedList',
        attrs: { start: 3 },
        content: ['سه', 'چهار'].map((text) => ({
          type: 'listItem',
          content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
        })),
      },
    ]);
  });

  it.each([
    ['letters', 'a', 10_000_000],
    ['Persian words', 'کلمه ', 10_000_000],
    ['half links', '[a](', 10_000_000],
    ['brackets', '[', 2_000_000],
    ['stars', '*', 2_000_000],
    ['starred words', '*a ', 2_000_000],
    ['back-ticks', '`', 2_000_000],
    ['quote marks', '>', 2_000_000],
    ['spaces', ' ', 2_000_000],
    ['hashes', '#', 2_000_000],
    ['dashes', '- ', 2_000_000],
    ['digits', '1', 2_000_000],
    ['backslashes', '\\', 2_000_000],
    ['emoji', '😀', 2_000_000],
    ['bars', '|', 500_000],
    ['dollars', '$', 500_000],
    ['prices', '$5 ', 500_000],
    ['half formulas', '$a', 500_000],
    ['half formulas of two kinds', '\\(a$$b', 300_000],
    ['half formulas on lines', '$$\n\\[\n', 300_000],
    ['heads without a table', '| a | b |\n', 500_000],
    ['footnotes', '[^a]', 500_000],
    ['boxes', ':::note\n', 500_000],
    ['tags', '<details>\n', 500_000],
    ['half-lines', ' / ', 500_000],
  ])('an endless line of %s is read in bounded time', { timeout: 60_000 }, (_name, unit, length) => {
    const text = unit.repeat(length / unit.length);
    const machine = new MarkdownMachine();
    // The thread's own time: what else the machine is busy with says nothing about this one.
    const before = process.threadCpuUsage();
    for (let at = 0; at < text.length; at += 65_536) machine.push(text.slice(at, at + 65_536));
    machine.end();
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(20_000);
  });
});

describe('what a co-writer’s tasks and highlights become', () => {
  const task = (text: string, checked: boolean, ...more: ArticleNode[]): ArticleNode => ({
    type: 'taskItem',
    attrs: { checked },
    content: [{ type: 'paragraph', content: [{ type: 'text', text }] }, ...more],
  });

  it('tasks stand in lists of tasks, ticked or not, nested and beside plain bullets', () => {
    const { content } = articleFromMarkdown('- [ ] یک\n- [x] دو\n  - [X] درون\n- ساده\n- [ ] سه');
    expect(content).toEqual([
      {
        type: 'taskList',
        content: [task('یک', false), task('دو', true, { type: 'taskList', content: [task('درون', true)] })],
      },
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'ساده' }] }] },
        ],
      },
      { type: 'taskList', content: [task('سه', false)] },
    ]);
  });

  it('two equals signs highlight words, and compare where they stand between letters or spaces', () => {
    expect(articleFromMarkdown('==مهم== و a==b و x == y').content?.[0]?.content).toEqual([
      { type: 'text', text: 'مهم', marks: [{ type: 'highlight' }] },
      { type: 'text', text: ' و a==b و x == y' },
    ]);
  });
});
