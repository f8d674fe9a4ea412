import * as Y from 'yjs';
import { ARTICLE_FRAGMENT } from './schema.ts';

/** Puts texts into an article as paragraphs, before its block `index` (at the end, where there are fewer). */
export function insertParagraphs(document: Y.Doc, index: number, texts: readonly string[]): void {
  const article = document.getXmlFragment(ARTICLE_FRAGMENT);
  const paragraphs = texts.map((text) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    return paragraph;
  });
  article.insert(Math.min(index, article.length), paragraphs);
}
