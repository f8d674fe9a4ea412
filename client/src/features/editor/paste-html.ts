// Foreign HTML made into ours before the schema reads it: what a word processor, a web page or a notebook means by its
// styles becomes structure, and the styles go. Nothing is fetched and nothing can run: the text is parsed into an inert
// document, and only what stands in the lists below comes out of it.
import { isSafeHref } from '@hamnevis/core/document/schema';
import { wordLists } from './paste-word-lists.ts';
import { foldPastedText } from './pasted-letters.ts';
import type { PictureElsewhere } from './pictures-elsewhere.ts';

/** What cannot stand in an article and says nothing without itself. */
const GONE =
  'script, style, meta, link, title, head, iframe, object, embed, svg, math, canvas, audio, video, template, noscript, select, textarea, button, dialog, area, map, frame, frameset, applet, base';
/** Attributes that mean something to the schema, by element. Everything else is somebody's styling. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  A: ['href'],
  OL: ['start', 'type'],
  TD: ['colspan', 'rowspan'],
  TH: ['colspan', 'rowspan'],
  UL: ['data-type'],
  LI: ['data-type', 'data-checked'],
  ASIDE: ['data-callout'],
  CODE: ['class'],
};

/** The HTML that the schema shall read, and the images of it that lie in the clipboard itself. */
export interface CleanedHtml {
  html: string;
  images: File[];
  /** Those of other sites, which became links. */
  elsewhere: PictureElsewhere[];
}

/** True for what was copied from an article of ours: it is structure already. */
export function isOwnHtml(html: string): boolean {
  return html.includes('data-pm-slice');
}

/** Makes foreign HTML ours. */
export function cleanPastedHtml(html: string): CleanedHtml {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const { body } = page;
  for (const gone of body.querySelectorAll(GONE)) gone.remove();
  removeComments(page);
  // Elements of other namespaces (o:p, w:sdt, v:shape) are Word's own bookkeeping around plain text.
  for (const one of [...body.querySelectorAll('*')])
    if (one.localName.includes(':')) one.replaceWith(...one.childNodes);
  wordLists(body);
  for (const wrapper of body.querySelectorAll('b[id^="docs-internal-guid"]'))
    wrapper.replaceWith(...wrapper.childNodes);
  marksOfStyles(body);
  tasks(body);
  callouts(body);
  codeBlocks(body);
  for (const low of body.querySelectorAll('h5, h6')) rename(low, 'h4');
  const { images, elsewhere } = takeImages(body);
  plainAttributes(body);
  foldTexts(page);
  return { html: body.innerHTML, images, elsewhere };
}

function removeComments(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
}

/** Weight, slant and lines that are told by style alone become marks; a style that takes a mark back removes it. */
function marksOfStyles(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll<HTMLElement>('[style]')]) {
    const { fontWeight, fontStyle, textDecorationLine, textDecoration, verticalAlign, display, visibility } =
      element.style;
    if (display === 'none' || visibility === 'hidden') {
      element.remove();
      continue;
    }
    const isNormal = fontWeight === 'normal' || fontWeight === '400';
    if (isNormal && (element.localName === 'b' || element.localName === 'strong')) {
      element.replaceWith(...element.childNodes);
      continue;
    }
    if (/^H[1-6]$|^(?:A|TABLE|UL|OL)$/.test(element.tagName)) continue;
    const lines = `${textDecorationLine} ${textDecoration}`;
    const isLink = element.closest('a') !== null;
    if (fontWeight === 'bold' || Number(fontWeight) >= 600) wrapInside(element, 'strong');
    if (fontStyle === 'italic') wrapInside(element, 'em');
    if (lines.includes('underline') && !isLink) wrapInside(element, 'u');
    if (lines.includes('line-through')) wrapInside(element, 's');
    if (verticalAlign === 'super') wrapInside(element, 'sup');
    if (verticalAlign === 'sub') wrapInside(element, 'sub');
  }
}

const INLINE_PARENTS = /^(?:SPAN|FONT|B|STRONG|I|EM|U|S|P|DIV|LI|TD|TH)$/;

function wrapInside(element: HTMLElement, tag: string): void {
  if (!INLINE_PARENTS.test(element.tagName) || element.querySelector('p, div, ul, ol, table, h1, h2, h3, h4'))
    return;
  const mark = element.ownerDocument.createElement(tag);
  mark.append(...element.childNodes);
  element.append(mark);
}

/** Check boxes of web pages and of Notion. */
function tasks(body: HTMLElement): void {
  for (const item of body.querySelectorAll('li')) {
    const box = [...item.querySelectorAll<HTMLElement>('input[type="checkbox"], .checkbox')].find(
      (one) => one.closest('li') === item,
    );
    if (!box) continue;
    const isChecked =
      box instanceof HTMLInputElement ? box.hasAttribute('checked') : box.classList.contains('checkbox-on');
    box.remove();
    item.setAttribute('data-type', 'taskItem');
    item.setAttribute('data-checked', String(isChecked));
    item.parentElement?.setAttribute('data-type', 'taskList');
  }
  for (const control of body.querySelectorAll('input')) control.remove();
}

function callouts(body: HTMLElement): void {
  for (const callout of body.querySelectorAll('figure.callout, .markdown-alert, div.admonition, aside')) {
    callout.querySelector('.icon, .markdown-alert-title, .admonition-title')?.remove();
    const kind = /tip|warning|danger/.exec(callout.className)?.[0] ?? 'note';
    rename(callout, 'aside').setAttribute('data-callout', kind);
  }
}

function codeBlocks(body: HTMLElement): void {
  for (const block of body.querySelectorAll('pre')) {
    const inner = block.querySelector('code');
    const named = `${block.className} ${inner?.className ?? ''} ${block.getAttribute('data-language') ?? ''}`;
    const language =
      /(?:language|lang|brush)[-:]\s*([\w+#-]{1,30})/.exec(named)?.[1] ?? block.getAttribute('data-language');
    const code = body.ownerDocument.createElement('code');
    code.textContent = block.textContent;
    if (language) code.className = `language-${language}`;
    block.replaceChildren(code);
  }
}

/** Images that the clipboard holds are taken out to be uploaded; those of other places become links to them. */
function takeImages(body: HTMLElement): Pick<CleanedHtml, 'images' | 'elsewhere'> {
  const images: File[] = [];
  const elsewhere: PictureElsewhere[] = [];
  for (const image of body.querySelectorAll('img')) {
    const held = fileOfDataUrl(image.getAttribute('src') ?? '', images.length + 1);
    const address = held ? null : addressOf(image);
    if (held) images.push(held);
    if (address === null) {
      image.remove();
      continue;
    }
    const alt = image.alt.replace(/\s+/g, ' ').trim();
    elsewhere.push({ address, alt, caption: captionOf(image) });
    const link = body.ownerDocument.createElement('a');
    link.setAttribute('href', address);
    link.textContent = alt || hostOf(address);
    image.replaceWith(link);
  }
  return { images, elsewhere };
}

/** What stands under an image, as the article will have it. */
function captionOf(image: HTMLImageElement): string {
  const caption = image.closest('figure')?.querySelector('figcaption')?.textContent ?? '';
  return foldPastedText(caption).replace(/\s+/g, ' ').trim();
}

/** Where an image lies in the web; pages that load theirs late put a blank one in its place. */
function addressOf(image: HTMLImageElement): string | null {
  for (const name of ['src', 'data-src', 'data-original']) {
    const source = (image.getAttribute(name) ?? '').trim().replace(/^\/\//, 'https://');
    const url = /^https?:/i.test(source) ? URL.parse(source) : null;
    if (url && isSafeHref(url.href)) return url.href;
  }
  return null;
}

function fileOfDataUrl(source: string, number: number): File | null {
  const match = /^data:image\/(png|jpeg|gif|webp);base64,([a-z0-9+/=\s]+)$/i.exec(source);
  if (!match) return null;
  try {
    const bytes = Uint8Array.from(atob(match[2] ?? ''), (letter) => letter.charCodeAt(0));
    return new File([bytes], `image-${number}.${match[1]}`, { type: `image/${match[1]}` });
  } catch {
    return null;
  }
}

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address;
}

function plainAttributes(body: HTMLElement): void {
  for (const element of body.querySelectorAll('*')) {
    const kept = KEPT[element.tagName] ?? [];
    for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
  }
  for (const link of body.querySelectorAll('a')) {
    const href = targetOf(link.getAttribute('href') ?? '');
    if (href && isSafeHref(href) && !href.startsWith('#')) link.setAttribute('href', href);
    else link.replaceWith(...link.childNodes);
  }
}

/** Where a link really leads: some sites put their own address before it. */
function targetOf(href: string): string {
  const url = URL.parse(href);
  if (url && /(?:^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === '/url')
    return url.searchParams.get('q') ?? url.searchParams.get('url') ?? href;
  return href;
}

function foldTexts(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    const isCode = currentNode.parentElement?.closest('pre, code');
    if (!isCode) currentNode.nodeValue = foldPastedText(currentNode.nodeValue ?? '');
  }
}

function rename(element: Element, tag: string): HTMLElement {
  const renamed = element.ownerDocument.createElement(tag);
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}
