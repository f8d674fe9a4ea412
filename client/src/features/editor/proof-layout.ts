// Measures the lines of an article that the browser has laid out at the proof's width.
import type { ProofLine } from './proof-pages.ts';

/** What is never cut: a row, an image, a couplet, a formula of its own. */
const WHOLE = 'tr, figure, [data-couplet], div.formula, .file-block, hr';
/** What the editor draws for those who edit. */
const TOOLS =
  '.image-grip, .image-alt, .details-toggle, .file-block > a, .upload-line, .formula-field, .ProseMirror-separator';

/** A copy of the article as it stands in the editor, without the editor's tools and its footnotes; and those, by id. */
export function copyArticle(editorElement: HTMLElement): {
  article: HTMLElement;
  notes: Map<string, HTMLElement>;
} {
  const article = editorElement.cloneNode(true) as HTMLElement;
  for (const name of [
    'contenteditable',
    'role',
    'aria-multiline',
    'aria-label',
    'data-testid',
    'data-focus',
    'tabindex',
  ])
    article.removeAttribute(name);
  for (const tool of article.querySelectorAll(TOOLS)) tool.remove();
  for (const shut of article.querySelectorAll('[data-shut]')) shut.removeAttribute('data-shut');
  article.className = 'article article-short';
  const notes = new Map<string, HTMLElement>();
  for (const note of article.querySelectorAll<HTMLElement>(':scope > [data-footnote]')) {
    notes.set(note.getAttribute('data-footnote') ?? '', note);
    note.remove();
  }
  return { article, notes };
}

/** The lines of a copy that stands in the page, from its top. */
export function linesOf(article: HTMLElement): ProofLine[] {
  const origin = article.getBoundingClientRect().top;
  const found: { top: number; bottom: number; keepsWithNext: boolean; notes: string[] }[] = [];
  const put = (box: DOMRect, element: Element, notes: string[]) => {
    if (box.height === 0) return;
    found.push({
      top: box.top - origin,
      bottom: box.bottom - origin,
      keepsWithNext: element.closest('h1, h2, h3, h4') !== null,
      notes,
    });
  };
  for (const whole of article.querySelectorAll(WHOLE))
    if (!whole.parentElement?.closest(WHOLE)) put(whole.getBoundingClientRect(), whole, notesIn(whole));
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    const element = currentNode instanceof Element ? currentNode : currentNode.parentElement;
    if (!element || element.closest(WHOLE)) continue;
    if (currentNode instanceof Element) {
      // The mark's number is drawn by the style sheet: it has a box and no text.
      if (element.matches('[data-footnote-mark]'))
        put(element.getBoundingClientRect(), element, notesIn(element));
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(currentNode);
    for (const box of range.getClientRects()) put(box, element, []);
  }
  return merged(found);
}

/** Boxes of one line (a word of another face is a little higher) become one. */
function merged(
  boxes: { top: number; bottom: number; keepsWithNext: boolean; notes: string[] }[],
): ProofLine[] {
  const lines: (typeof boxes)[number][] = [];
  for (const box of boxes.sort((a, b) => a.top - b.top)) {
    const last = lines.at(-1);
    const middle = (box.top + box.bottom) / 2;
    if (last && middle < last.bottom) {
      last.bottom = Math.max(last.bottom, box.bottom);
      last.notes.push(...box.notes);
    } else lines.push({ ...box });
  }
  return lines;
}

function notesIn(element: Element): string[] {
  const marks = element.matches('[data-footnote-mark]')
    ? [element]
    : [...element.querySelectorAll('[data-footnote-mark]')];
  return marks.map((mark) => mark.getAttribute('data-footnote-mark') ?? '');
}
