import { documentSchema } from '@hamnevis/core/document/schema';
import type { JSONContent } from '@tiptap/core';
import { Node } from '@tiptap/pm/model';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { linksTo, putPicture } from './picture-links.ts';

const schema = documentSchema();
const FILE = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
const ONE = 'https://example.org/one.png';
const TWO = 'https://example.org/two.png';

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
const link = (words: string, href: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  marks: [...marks.map((type) => ({ type })), { type: 'link', attrs: { href } }],
});
const block = (type: string, ...content: JSONContent[]): JSONContent => ({ type, content });
const p = (...content: JSONContent[]) => block('paragraph', ...content);

/** The article in short, after all links to an address became its picture. */
function brought(content: JSONContent[], ...addresses: string[]): string {
  return broughtWith('', content, ...addresses);
}

/** The same for pictures under which the other site had these words. */
function broughtWith(caption: string, content: JSONContent[], ...addresses: string[]): string {
  const doc = Node.fromJSON(schema, { type: 'doc', content });
  doc.check();
  const { tr } = EditorState.create({ doc });
  for (const address of addresses) {
    const picture = schema.nodes.image?.create({ file: FILE, alt: address.slice(-7, -4) });
    if (!picture) throw new Error('no image');
    for (const place of linksTo(tr.doc, new Set([address])).reverse())
      putPicture(tr, place, picture, caption);
  }
  tr.doc.check();
  return tr.doc.content.content.map(short).join(' ');
}

function short(node: Node): string {
  if (node.isText) return node.text ?? '';
  if (node.type.name === 'image') return `<${node.attrs.alt}${node.textContent && `: ${node.textContent}`}>`;
  const inside = node.content.content.map(short).join(node.isTextblock ? '' : ' ');
  return node.type.name === 'paragraph' ? `"${inside}"` : `${node.type.name}[${inside}]`;
}

describe('links to pictures', () => {
  it('are found by their address, one for each place, however they are marked', () => {
    const doc = Node.fromJSON(schema, {
      type: 'doc',
      content: [
        p(text('a '), link('one', ONE), link(' bold', ONE, 'bold'), text(' b '), link('two', TWO)),
        block('blockquote', p(link('again', ONE))),
      ],
    });
    const words = (addresses: string[]) =>
      linksTo(doc, new Set(addresses)).map(({ from, to }) => doc.textBetween(from, to));
    expect(words([ONE])).toEqual(['one bold', 'again']);
    expect(words([ONE, TWO])).toEqual(['one bold', 'two', 'again']);
    expect(words(['https://example.org/'])).toEqual([]);
  });
});

describe('a picture takes its link’s place', () => {
  it('as a block of its own where the paragraph was nothing else', () => {
    expect(brought([p(text('a')), p(link('one', ONE)), p(text('b'))], ONE)).toBe('"a" <one> "b"');
    expect(brought([p(text(' '), link('one', ONE), text('\u00a0'))], ONE)).toBe('<one>');
  });

  it('between the words before and after, in whichever order pictures come', () => {
    const content = [p(text('a '), link('one', ONE), text(' b '), link('two', TWO), text(' c', 'bold'))];
    expect(brought(content, ONE, TWO)).toBe('"a" <one> "b" <two> "c"');
    expect(brought(content, TWO, ONE)).toBe('"a" <one> "b" <two> "c"');
    expect(brought([p(link('one', ONE), link('two', TWO))], TWO, ONE)).toBe('<one> <two>');
  });

  it('in lists, quotes and cells, each of which stays what it is', () => {
    const item = (...content: JSONContent[]) => block('bulletList', block('listItem', ...content));
    expect(brought([item(p(text('a '), link('one', ONE)))], ONE)).toBe('bulletList[listItem["a" <one>]]');
    expect(brought([item(p(link('one', ONE)))], ONE)).toBe('bulletList[listItem["" <one>]]');
    expect(brought([block('blockquote', p(link('one', ONE)))], ONE)).toBe('blockquote[<one>]');
    expect(brought([block('table', block('tableRow', block('tableCell', p(link('one', ONE)))))], ONE)).toBe(
      'table[tableRow[tableCell[<one>]]]',
    );
  });

  it('behind what cannot be parted: headings, verse, captions; two of them in their order', () => {
    const heading = {
      ...block('heading', text('a '), link('one', ONE), text(' b '), link('two', TWO)),
      attrs: { level: 2 },
    };
    expect(brought([heading, p(text('c'))], ONE, TWO)).toBe('heading[a  b ] <one> <two> "c"');
    const couplet = block('couplet', block('hemistich', link('one', ONE)), block('hemistich', text('b')));
    expect(brought([couplet], ONE)).toBe('couplet[hemistich[] hemistich[b]] <one>');
    const captioned = { ...block('image', text('a '), link('one', ONE)), attrs: { file: FILE, alt: 'two' } };
    expect(brought([captioned], ONE)).toBe('<two: a > <one>');
  });

  it('with the words under it, however they are marked, while they are what they were', () => {
    const under = p(text('under '), text('it', 'bold'));
    expect(broughtWith('under it', [p(link('one', ONE)), under, p(text('b'))], ONE)).toBe(
      '<one: under it> "b"',
    );
    expect(broughtWith('under it', [p(link('one', ONE)), p(text('rewritten'))], ONE)).toBe(
      '<one> "rewritten"',
    );
    expect(broughtWith('under it', [p(link('one', ONE), text(' a')), under], ONE)).toBe(
      '<one> "a" "under it"',
    );
    // Two over one line: the one next to it has it.
    const both = [p(link('one', ONE), text(' '), link('two', TWO)), under];
    expect(broughtWith('under it', both, ONE, TWO)).toBe('<one> <two: under it>');
    expect(broughtWith('under it', both, TWO, ONE)).toBe('<one> <two: under it>');
  });

  it('everywhere where it is linked to', () => {
    expect(brought([p(link('x', ONE)), p(text('a')), p(link('y', ONE))], ONE)).toBe('<one> "a" <one>');
  });
});
