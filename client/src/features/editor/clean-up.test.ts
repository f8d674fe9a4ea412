import { documentSchema } from '@hamnevis/core/document/schema';
import { Transform } from '@tiptap/pm/transform';
import { describe, expect, it } from 'vitest';
import { cleanUp } from './clean-up.ts';

type Inline = { type: string; text?: string; marks?: object[] };

function article(...blocks: (string | Inline[] | { type: string; content: Inline[] })[]) {
  return documentSchema().nodeFromJSON({
    type: 'doc',
    content: blocks.map((block) => {
      if (typeof block === 'string') return { type: 'paragraph', content: [{ type: 'text', text: block }] };
      return Array.isArray(block) ? { type: 'paragraph', content: block } : block;
    }),
  });
}

/** The blocks' text after every edit. */
function cleaned(...blocks: Parameters<typeof article>): string[] {
  const doc = article(...blocks);
  const transform = new Transform(doc);
  const edits = cleanUp(doc, 'rtl').flatMap((block) => block.edits);
  for (const { from, to, text } of edits.reverse()) {
    if (text) transform.replaceWith(from, to, doc.type.schema.text(text));
    else transform.delete(from, to);
  }
  transform.doc.check();
  return transform.doc.content.content.map((node) => node.textBetween(0, node.content.size, '', '|'));
}

describe('the clean-up', () => {
  it.each([
    ['كتاب علي', 'کتاب علی'],
    ['می روم و نمی آیم', 'می‌روم و نمی‌آیم'],
    ['کتاب ها و خانه ها', 'کتاب‌ها و خانه‌ها'],
    ['سلام ،خوبی ؟', 'سلام، خوبی؟'],
    ['یک  دو   سه', 'یک دو سه'],
    ['او گفت "سلام" و رفت', 'او گفت «سلام» و رفت'],
    ['« سلام »', '«سلام»'],
    ['این را می گویند "Word" و بس', 'این را می‌گویند «Word» و بس'],
    ['سال ١٣٩٩ بود', 'سال ۱۳۹۹ بود'],
  ])('makes of «%s» «%s»', (before, after) => expect(cleaned(before)).toEqual([after]));

  it.each([
    'برای فرستادن پرونده به همکاران git commit -m "a  b" را به کار ببرید',
    'این پرونده‌ها PDF , Word هستند و دیگران نیستند',
    'در سال 1399 و 12:30 و 3.14 و 1,000',
    'نشانی https://example.com/a?b=c,d و name@example.com',
    'ساعت ۱۲:۳۰ و ۳.۱۴ و ۱۴۰۵/۸/۳۰',
    'خانهٔ ما و خانه‌ی شما و مسئلهٔ او',
    'آرام... آرام‌تر',
    'چی!! واقعاً؟!',
    'کتــــاب',
    'PDF‌ها',
    '- سلام',
    'بی آن که بداند، بی او رفت',
  ])('leaves «%s» as it is', (text) => {
    expect(cleaned(text)).toEqual([text]);
  });

  it('does not touch code, links, and English blocks', () => {
    const code = { type: 'codeBlock', content: [{ type: 'text', text: 'كد  "من"' }] };
    const link = { type: 'link', attrs: { href: 'https://example.com' } };
    expect(
      cleaned(
        code,
        [
          { type: 'text', text: 'این ' },
          { type: 'text', text: 'كد  ها', marks: [{ type: 'code' }] },
          { type: 'text', text: ' و ' },
          { type: 'text', text: 'پيوند  ما', marks: [link] },
          { type: 'text', text: ' است كه' },
        ],
        'He  said "no" , twice',
      ),
    ).toEqual(['كد  "من"', 'این كد  ها و پيوند  ما است که', 'He  said "no" , twice']);
  });

  it('keeps verse: the half-lines of a couplet are put right each for itself, and stay two', () => {
    const half = (text: string, marks?: object[]) => ({
      type: 'hemistich',
      content: [{ type: 'text', text, ...(marks ? { marks } : {}) }],
    });
    const doc = documentSchema().nodeFromJSON({
      type: 'doc',
      content: [
        { type: 'couplet', content: [half('توانا بود هر كه  دانا بود'), half('ز دانش دل پير برنا بود')] },
      ],
    });
    const transform = new Transform(doc);
    for (const { from, to, text } of cleanUp(doc, 'rtl')
      .flatMap((block) => block.edits)
      .reverse())
      if (text) transform.replaceWith(from, to, doc.type.schema.text(text));
      else transform.delete(from, to);
    transform.doc.check();
    const [couplet] = transform.doc.content.content;
    expect(couplet?.type.name).toBe('couplet');
    expect(couplet?.content.content.map((node) => [node.type.name, node.textContent])).toEqual([
      ['hemistich', 'توانا بود هر که دانا بود'],
      ['hemistich', 'ز دانش دل پیر برنا بود'],
    ]);
  });

  it('works around line breaks, and on nothing but what needs it', () => {
    expect(
      cleaned([{ type: 'text', text: 'كتاب' }, { type: 'hardBreak' }, { type: 'text', text: 'می روم' }]),
    ).toEqual(['کتاب|می‌روم']);
    expect(cleanUp(article('کتاب‌ها را خواندم.', 'سلام'), 'rtl')).toEqual([]);
  });

  it('has nothing more to do after it was done', () => {
    const [once = ''] = cleaned('كتاب ها ، "خوب" اند و می روند');
    expect(cleanUp(article(once), 'rtl')).toEqual([]);
  });

  it('says what goes and what comes', () => {
    const [block] = cleanUp(article('كتاب خوب'), 'rtl');
    expect(block?.pieces).toEqual([
      { kind: 'removed', text: 'ك' },
      { kind: 'added', text: 'ک' },
      { kind: 'same', text: 'تاب خوب' },
    ]);
  });
});
