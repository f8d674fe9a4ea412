// The article that the client is measured with: Persian with some English, paragraphs as long as people write them,
// headings, lists, a table and code among them.
import * as Y from 'yjs';

const SENTENCES = [
  'راه‌آهن که به دشت رسید، شهر هنوز نامی نداشت و ایستگاه را به نام چاه آبِ کنارش می‌خواندند. ',
  'کارگران از هشت ولایت آمده بودند و شب‌ها، گردِ آتش، هر کس به زبان خودش آواز می‌خواند. ',
  'نخستین نقشهٔ شهر را مهندسی کشید که هرگز به آنجا بازنگشت؛ نامش در هیچ سندی نیامده است. ',
  'The station ledger of 1938 lists fourteen families, two bakeries and a school with one room. ',
  'سال بعد «بازار نو» گشوده شد، با صد و دوازده حجره که نیمی از آن‌ها هنوز پابرجاست. ',
];

/** Fills an empty article with so many letters, and answers its paragraphs' number. */
export function fillLongArticle(document: Y.Doc, letters: number): number {
  const article = document.getXmlFragment('default');
  const blocks: Y.XmlElement[] = [];
  let paragraphs = 0;
  for (let written = 0; written < letters; paragraphs += 1) {
    if (paragraphs % 12 === 0) {
      const heading = block('heading', `فصل ${paragraphs / 12 + 1}: آنچه از ایستگاه ماند`);
      heading.setAttribute('level', 2 as unknown as string);
      blocks.push(heading);
    }
    if (paragraphs % 60 === 30) blocks.push(list(), table(), code());
    const text = Array.from({ length: 4 }, (_, n) => SENTENCES[(paragraphs * 3 + n) % SENTENCES.length]).join(
      '',
    );
    blocks.push(block('paragraph', text));
    written += text.length;
  }
  document.transact(() => article.insert(0, blocks));
  return paragraphs;
}

/** The article's own paragraphs, in order. */
export function paragraphsOf(document: Y.Doc): Y.XmlText[] {
  return document
    .getXmlFragment('default')
    .toArray()
    .flatMap((node) => {
      if (!(node instanceof Y.XmlElement) || node.nodeName !== 'paragraph') return [];
      const text = node.get(0);
      return text instanceof Y.XmlText ? [text] : [];
    });
}

function block(name: string, text: string): Y.XmlElement {
  const element = new Y.XmlElement(name);
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

function nest(name: string, inside: Y.XmlElement[]): Y.XmlElement {
  const element = new Y.XmlElement(name);
  element.insert(0, inside);
  return element;
}

function list(): Y.XmlElement {
  return nest(
    'bulletList',
    ['آب', 'سایه', 'نان گرم'].map((text) => nest('listItem', [block('paragraph', text)])),
  );
}

function table(): Y.XmlElement {
  const row = (texts: string[]) =>
    nest(
      'tableRow',
      texts.map((text) => nest('tableCell', [block('paragraph', text)])),
    );
  return nest('table', [row(['سال', 'خانوار']), row(['۱۳۱۷', '۱۴']), row(['۱۳۲۵', '۲۳۰'])]);
}

function code(): Y.XmlElement {
  const element = block('codeBlock', 'const families = ledger.filter((line) => line.year === 1938);');
  element.setAttribute('language', 'javascript');
  return element;
}
