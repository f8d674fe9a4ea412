import { documentSchema } from '@hamnevis/core/document/schema';
import { describe, expect, it } from 'vitest';
import { directedBlocks } from './block-directions.ts';

const text = (words: string) => (words ? [{ type: 'text', text: words }] : []);
const paragraph = (words: string, attrs = {}) => ({ type: 'paragraph', attrs, content: text(words) });

function directionsOf(content: object[], documentDirection: 'rtl' | 'ltr' = 'rtl') {
  const article = documentSchema().nodeFromJSON({ type: 'doc', content });
  return directedBlocks(article, documentDirection).map((block) => {
    const node = article.nodeAt(block.from);
    return `${node?.type.name} ${block.direction}`;
  });
}

describe('block directions', () => {
  it('a block goes by its own letters, and by the document where they do not decide', () => {
    expect(directionsOf([paragraph('سلام'), paragraph('Hello'), paragraph('12345'), paragraph('')])).toEqual([
      'paragraph rtl',
      'paragraph ltr',
      'paragraph rtl',
      'paragraph rtl',
    ]);
    expect(directionsOf([paragraph('12345')], 'ltr')).toEqual(['paragraph ltr']);
  });

  it('an explicit choice outranks the letters', () => {
    expect(directionsOf([paragraph('سلام', { dir: 'ltr' })])).toEqual(['paragraph ltr']);
  });

  it('a list follows the text inside it, so that its bullets stand where its lines begin', () => {
    const list = (words: string) => ({
      type: 'bulletList',
      content: [{ type: 'listItem', content: [paragraph(words)] }],
    });
    expect(directionsOf([list('یک'), list('one')])).toEqual([
      'bulletList rtl',
      'paragraph rtl',
      'bulletList ltr',
      'paragraph ltr',
    ]);
  });

  it('code runs left to right, also in a Persian quote, and does not turn the quote', () => {
    const code = { type: 'codeBlock', content: text('const salam = "سلام سلام سلام";') };
    expect(directionsOf([{ type: 'blockquote', content: [paragraph('نگاه'), code] }])).toEqual([
      'blockquote rtl',
      'paragraph rtl',
      'codeBlock ltr',
    ]);
  });
});
