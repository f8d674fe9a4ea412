// Word writes lists as paragraphs: their level stands in a style, and their bullet or number is text in front.

const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBER =
  /^[\s\u00a0]*(?:[0-9۰-۹٠-٩]+|[a-z]{1,3}|[ivxlc]+|[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]{1,3})[.)\-ـ]/i;

/** Makes real lists of Word's. */
export function wordLists(body: HTMLElement): void {
  const open: { list: HTMLElement; level: number; after: Element | null }[] = [];
  for (const paragraph of [...body.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6')]) {
    const level = levelOf(paragraph);
    if (level === 0) {
      open.length = 0;
      continue;
    }
    const previous = paragraph.previousElementSibling;
    // Something else stands between: that list is over.
    if (open[0] && previous !== open[0].list) open.length = 0;
    const marker = takeMarker(paragraph);
    const tag = NUMBER.test(marker) ? 'ol' : 'ul';
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    let current = open.at(-1);
    if (!current || current.level < level || current.list.localName !== tag) {
      if (current && current.level === level) open.pop();
      const parent = open.at(-1);
      const list = body.ownerDocument.createElement(tag);
      const start = Number(/\d+/.exec(latin(marker))?.[0] ?? 1);
      if (tag === 'ol' && start > 1) list.setAttribute('start', String(start));
      if (parent) (parent.list.lastElementChild ?? parent.list).append(list);
      else paragraph.before(list);
      current = { list, level, after: paragraph };
      open.push(current);
    }
    const item = body.ownerDocument.createElement('li');
    const text = body.ownerDocument.createElement('p');
    text.append(...paragraph.childNodes);
    item.append(text);
    current.list.append(item);
    paragraph.remove();
  }
}

function levelOf(paragraph: HTMLElement): number {
  return Number(LEVEL.exec(paragraph.getAttribute('style') ?? '')?.[1] ?? 0);
}

/** Word marks its bullet or number as text that others shall ignore. */
function takeMarker(paragraph: HTMLElement): string {
  const ignored = [...paragraph.querySelectorAll<HTMLElement>('span')].find((span) =>
    /mso-list:\s*Ignore/i.test(span.getAttribute('style') ?? ''),
  );
  const marker = ignored?.textContent ?? '';
  ignored?.remove();
  return marker;
}

function latin(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
