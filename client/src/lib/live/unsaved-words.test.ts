import { updateFromArticle } from '@hamnevis/core/document/yjs';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { confirmedTextOf, textOf, unsavedBlocks } from './unsaved-words.ts';

const ME = 7;

function openedArticle(...paragraphs: string[]): Y.Doc {
  const document = new Y.Doc();
  document.clientID = ME;
  const content = paragraphs.map((words) => ({
    type: 'paragraph',
    content: [{ type: 'text', text: words }],
  }));
  Y.applyUpdate(document, updateFromArticle({ type: 'doc', content }, 1));
  return document;
}

function paragraphAt(document: Y.Doc, index: number): Y.XmlText {
  const block = document.getXmlFragment('default').get(index) as Y.XmlElement;
  return block.get(0) as Y.XmlText;
}

function addParagraph(document: Y.Doc, index: number, words: string): void {
  const block = new Y.XmlElement('paragraph');
  block.insert(0, [new Y.XmlText(words)]);
  document.getXmlFragment('default').insert(index, [block]);
}

describe('the words that the server never confirmed', () => {
  it('nothing is unsaved in an article as the server gave it', () => {
    expect(unsavedBlocks(openedArticle('یک', 'دو'), new Map([[ME, 0]]))).toEqual([]);
  });

  it('words inside a paragraph are told apart from the words around them', () => {
    const document = openedArticle('سلام دنیا', 'بعدی');
    paragraphAt(document, 0).insert(5, 'ای ', {});
    const [block, ...others] = unsavedBlocks(document, new Map([[ME, 0]]));
    expect(others).toEqual([]);
    expect(block?.stretches).toEqual([
      { text: 'سلام ', mine: false },
      { text: 'ای ', mine: true },
      { text: 'دنیا', mine: false },
    ]);
    expect(confirmedTextOf(block?.stretches ?? [])).toBe('سلام دنیا');
  });

  it('a new paragraph knows the confirmed one that it followed', () => {
    const document = openedArticle('یک', 'دو');
    addParagraph(document, 1, 'میان');
    const [block] = unsavedBlocks(document, new Map([[ME, 0]]));
    expect(textOf(block?.stretches ?? [])).toBe('میان');
    expect(block?.after).toBe('یک');
    expect(block?.node.type).toBe('paragraph');
  });

  it('what was confirmed of a longer stretch is not offered again', () => {
    const document = openedArticle('الف');
    paragraphAt(document, 0).insert(3, 'بپت', {});
    const [block] = unsavedBlocks(document, new Map([[ME, 2]]));
    expect(block?.stretches).toEqual([
      { text: 'الفبپ', mine: false },
      { text: 'ت', mine: true },
    ]);
  });

  it('what I deleted again is not offered', () => {
    const document = openedArticle('الف');
    paragraphAt(document, 0).insert(3, 'ب', {});
    paragraphAt(document, 0).delete(3, 1);
    expect(unsavedBlocks(document, new Map([[ME, 0]]))).toEqual([]);
  });

  it('words of an earlier visit count when the server did not have them', () => {
    const document = openedArticle('الف');
    expect(unsavedBlocks(document, new Map([[1, 0]]))).toHaveLength(1);
  });
});
