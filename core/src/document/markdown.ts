// An article as Markdown (CommonMark with GitHub's tables, tasks and footnotes), for reading and keeping: what Markdown
// cannot say is said as plain text, and nothing of the text is lost.
import { isSafeHref } from './schema.ts';
import type { ArticleNode } from './yjs.ts';

/** The article as Markdown, ending in a newline. Text that looks like Markdown is escaped. */
export function markdownOf(article: ArticleNode): string {
  return `${blocks(article.content ?? []).join('\n\n')}\n`;
}

function blocks(nodes: readonly ArticleNode[]): string[] {
  return nodes.map(block).filter((text) => text !== '');
}

function block(node: ArticleNode): string {
  const content = node.content ?? [];
  const attrs = node.attrs ?? {};
  switch (node.type) {
    case 'heading':
      return `${'#'.repeat(Number(attrs.level ?? 1))} ${inline(content)}`;
    case 'codeBlock':
      return fenced(content.map((part) => part.text ?? '').join(''), languageOf(attrs.language));
    case 'horizontalRule':
      return '---';
    case 'blockquote':
      return prefixed(blocks(content), '> ');
    case 'callout':
      return prefixed([`[!${String(attrs.kind ?? 'note').toUpperCase()}]`, ...blocks(content)], '> ');
    case 'bulletList':
      return items(content, () => '- ');
    case 'orderedList':
      return items(content, (index) => `${Number(attrs.start ?? 1) + index}. `);
    case 'taskList':
      return items(content, (_, item) => (item.attrs?.checked ? '- [x] ' : '- [ ] '));
    case 'table':
      return table(content);
    case 'couplet':
      return content.map((half) => inline(half.content ?? [])).join('  \n');
    case 'formulaBlock':
      return formulaBlock(String(attrs.latex ?? ''));
    case 'footnote':
      return `[^${String(attrs.note)}]: ${inline(content)}`;
    case 'image':
      return `![${label(inline(content)) || label(escaped(String(attrs.alt ?? '')))}](${String(attrs.file ?? '')})`;
    case 'file':
      return `[${label(escaped(String(attrs.name ?? '')))}](${String(attrs.file ?? '')})`;
    default:
      // Paragraphs and whatever comes later: blocks within, or text.
      return content.some((child) => isBlock(child)) ? blocks(content).join('\n\n') : inline(content);
  }
}

const INLINE = new Set(['text', 'hardBreak', 'formulaInline', 'footnoteMark']);

function isBlock(node: ArticleNode): boolean {
  return !INLINE.has(node.type);
}

function items(nodes: readonly ArticleNode[], marker: (index: number, item: ArticleNode) => string): string {
  return nodes
    .map((item, index) => {
      const mark = marker(index, item);
      const indent = ' '.repeat(mark.startsWith('- [') ? 2 : mark.length);
      const body = blocks(item.content ?? []).join('\n\n');
      return mark + body.replace(/\n(?!\n|$)/g, `\n${indent}`);
    })
    .join('\n');
}

function prefixed(lines: readonly string[], prefix: string): string {
  return lines
    .join('\n\n')
    .split('\n')
    .map((line) => (prefix + line).trimEnd())
    .join('\n');
}

/** Cells are one line each, as Markdown wants them. */
function table(rows: readonly ArticleNode[]): string {
  const cells = rows.map((row) =>
    (row.content ?? []).map((cell) =>
      blocks(cell.content ?? [])
        .join(' ')
        .replace(/\s*\n\s*/g, ' ')
        .replace(/(?<!\\)\|/g, '\\|'),
    ),
  );
  const width = Math.max(1, ...cells.map((row) => row.length));
  const line = (row: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, column) => row[column] ?? '').join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(Array(width).fill('---')), ...body.map(line)].join('\n');
}

function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/** The first word after a fence; whatever else it says would be another line, or more fence. */
function languageOf(language: unknown): string {
  return /^[\w+#.-]{1,40}$/.exec(String(language ?? ''))?.[0] ?? '';
}

/** LaTeX in which a reader that knows no formulas would find a link, a tag, the end of the formula or of its paragraph. */
const MORE_THAN_LATEX = /\]\s*[(:[]|<[a-z/!?]|[`$]|&#?\w+;|^\s*$/im;

/** Between dollars; as code where a reader might find something else in it, which readers of formulas know too. */
function formula(latex: string): string {
  const line = oneLine(latex);
  return MORE_THAN_LATEX.test(line) ? `$${code(line)}$` : `$${line}$`;
}

function formulaBlock(latex: string): string {
  return MORE_THAN_LATEX.test(latex) ? fenced(latex, 'math') : `$$\n${latex}\n$$`;
}

/** A piece of a line never becomes two: what comes after a break could begin anything. */
function oneLine(text: string): string {
  return text.replace(/\s*[\n\r\u2028\u2029]\s*/g, ' ');
}

function inline(nodes: readonly ArticleNode[]): string {
  const text = nodes.map(piece).join('');
  // What would begin a block at the start of a line.
  return text.replace(/^(\s*)([#>+-]|\d+[.)])(?=\s|$)/gm, (_, space: string, mark: string) =>
    /\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
  );
}

function piece(node: ArticleNode): string {
  switch (node.type) {
    case 'hardBreak':
      return '  \n';
    case 'formulaInline':
      return formula(String(node.attrs?.latex ?? ''));
    case 'footnoteMark':
      return `[^${String(node.attrs?.note)}]`;
    case 'text':
      return marked(node);
    default:
      return inline(node.content ?? []);
  }
}

const WRAPS: Readonly<Record<string, readonly [string, string]>> = {
  bold: ['**', '**'],
  italic: ['*', '*'],
  strike: ['~~', '~~'],
  underline: ['<u>', '</u>'],
  highlight: ['<mark>', '</mark>'],
  superscript: ['<sup>', '</sup>'],
  subscript: ['<sub>', '</sub>'],
};

function marked(node: ArticleNode): string {
  const marks = node.marks ?? [];
  const text = oneLine(node.text ?? '');
  const href = String(marks.find((mark) => mark.type === 'link')?.attrs?.href ?? '');
  const isLink = href !== '' && isSafeHref(href);
  // Brackets in code cannot be told from those of the link around it by every reader.
  const isCode = marks.some((mark) => mark.type === 'code') && !(isLink && /[[\]]/.test(text));
  let said = isCode ? code(text) : escaped(text);
  for (const mark of marks) {
    const wrap = WRAPS[mark.type];
    // Delimiters must touch the words that they mark.
    if (wrap)
      said = said.replace(/^(\s*)([\s\S]*?)(\s*)$/, (_, a, b, c) =>
        b ? a + wrap[0] + b + wrap[1] + c : a + c,
      );
  }
  return isLink ? `[${label(said)}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)` : said;
}

/** What stands between the brackets of a link. Some readers undo the escape of a bracket before they look for links. */
function label(text: string): string {
  return text.replace(/\\([\\[\]])/g, (kept, sign: string) =>
    sign === '\\' ? kept : sign === '[' ? '&#91;' : '&#93;',
  );
}

function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const tick = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return tick + pad + text + pad + tick;
}

function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>~$|]|&(?=#?\w+;)/g, '\\$&');
}
