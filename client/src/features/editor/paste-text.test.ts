import { expect, test } from 'vitest';
import { readPastedText } from './paste-text.ts';

const link = (text: string, href: string) => ({
  type: 'text',
  text,
  marks: [{ type: 'link', attrs: { href, title: null } }],
});

test('a picture in Markdown becomes a link to it, wherever it stands, and is told', () => {
  const { blocks, elsewhere } = readPastedText(
    'متن ![نقشه](https://example.org/map.png) پس\n\n![](https://example.org/b.png)\n\n- **a** ![c](http://example.org/c.png)',
  );
  expect(blocks).toEqual([
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'متن ' },
        link('نقشه', 'https://example.org/map.png'),
        { type: 'text', text: ' پس' },
      ],
    },
    { type: 'paragraph', content: [link('example.org', 'https://example.org/b.png')] },
    expect.objectContaining({ type: 'bulletList' }),
  ]);
  expect(elsewhere).toEqual([
    { address: 'https://example.org/map.png', alt: 'نقشه' },
    { address: 'https://example.org/b.png', alt: '' },
    { address: 'http://example.org/c.png', alt: 'c' },
  ]);
});

test('a picture that is no address of the web is its words, and nothing is told of it', () => {
  for (const address of [
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'file:///etc/passwd',
    '/x.png',
  ]) {
    const { blocks, elsewhere } = readPastedText(`**a** ![b](${address})`);
    expect([JSON.stringify(blocks).includes(address), elsewhere]).toEqual([false, []]);
  }
});

test('what one paste told is not told by the next', () => {
  readPastedText('![a](https://example.org/a.png) **b**');
  expect(readPastedText('متن ساده').elsewhere).toEqual([]);
});
