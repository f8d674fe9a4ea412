// What other programs put on the clipboard, pasted into the article: the shapes are those that the programs write. Out
// come our structures, without foreign styles and without anything that could run; then files, uploaded in the article,
// and blocks that are moved as a whole.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import type { Editor, JSONContent } from '@tiptap/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { caretIsThere, type Desk, newArticle, photograph, saved, sitDown } from './desk.ts';

let browser: Browser;
let product: Product;
let desks: [Desk, Desk];
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ env: { MAX_FILE_SIZE_MB: '1' }, nearSites: true });
  const people = [demoPerson('sara@example.com'), demoPerson('daniel@example.com')] as const;
  desks = (await Promise.all(
    people.map((person, n) =>
      sitDown(browser, product.url, { phone: person.phone, language: n === 0 ? 'fa' : 'en' }),
    ),
  )) as [Desk, Desk];
  const article = await newArticle(desks[0].page, 'چسباندن');
  for (const { page } of desks) {
    await page.goto(`${product.url}/documents/${article}`);
    // The chunk that takes pastes is there with its field.
    await page.getByTestId('choose-file').waitFor({ state: 'attached' });
    await saved(page);
  }
}, 180_000);
afterAll(async () => {
  for (const desk of desks ?? []) {
    // The browser tells of each handler and style that it met in a pasted page and did not let act.
    expect(desk.faults.filter((fault) => !fault.includes('The action has been blocked'))).toEqual([]);
    await desk.context.close();
  }
  await browser?.close();
  await product?.stop();
});

const editorOf = (page: Page) => page.getByTestId('editor');

/** The article, with nothing but what was written: no defaults, no ids. */
const article = (page: Page): Promise<JSONContent[]> =>
  editorOf(page).evaluate((element) => {
    const plain = (node: JSONContent): JSONContent => {
      const attrs = Object.entries(node.attrs ?? {}).filter(
        ([name, value]) =>
          value !== null &&
          !(value === 1 && /span|start/.test(name)) &&
          !['rel', 'target', 'class'].includes(name),
      );
      return {
        ...(node.type ? { type: node.type } : {}),
        ...(attrs.length > 0 ? { attrs: Object.fromEntries(attrs) } : {}),
        ...(node.text === undefined ? {} : { text: node.text }),
        ...(node.marks
          ? {
              marks: node.marks.map((mark) =>
                mark.type === 'link'
                  ? { type: 'link', attrs: { href: mark.attrs?.href } }
                  : { type: mark.type },
              ),
            }
          : {}),
        ...(node.content ? { content: node.content.map(plain) } : {}),
      };
    };
    return (plain((element as unknown as { editor: Editor }).editor.getJSON()).content ??
      []) as JSONContent[];
  });

/** Pastes as the browser does: both flavours in one event, at the caret. */
async function paste(page: Page, flavours: { html?: string; text?: string }): Promise<void> {
  await editorOf(page).evaluate((element, given) => {
    const clipboardData = new DataTransfer();
    if (given.html) clipboardData.setData('text/html', given.html);
    if (given.text) clipboardData.setData('text/plain', given.text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, flavours);
}

/** Nothing but one empty paragraph, with the caret in it. */
async function blank(page: Page): Promise<void> {
  await editorOf(page).evaluate((element) => {
    const { editor } = element as unknown as { editor: Editor };
    // By the view: Tiptap's own command waits for the next frame, and the first key may come before that.
    editor.view.focus();
    editor.chain().setContent('<p></p>').setTextSelection(1).run();
  });
  // The editor writes its own caret a moment after it has the focus.
  await caretIsThere(page);
}

const p = (...content: (string | JSONContent)[]): JSONContent => ({
  type: 'paragraph',
  ...(content.length > 0
    ? { content: content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)) }
    : {}),
});
const t = (text: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text,
  marks: marks.map((type) => ({ type })),
});
const li = (...content: JSONContent[]): JSONContent => ({ type: 'listItem', content });

const FIXTURES: { from: string; html?: string; text?: string; becomes: JSONContent[] }[] = [
  {
    from: 'Word',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;font-family:"B Nazanin"} --></style></head><body lang=FA dir=RTL><!--StartFragment--><h1 dir=RTL style='text-align:right'><span lang=FA style='font-family:"B Titr"'>راه‌آهن</span><o:p></o:p></h1><p class=MsoNormal dir=RTL style='text-align:justify;direction:rtl'><b><span lang=FA style='font-size:14.0pt;color:red'>نخستین</span></b><span lang=FA> قطار<o:p></o:p></span></p><p class=MsoListParagraphCxSpFirst dir=RTL style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>۱.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span lang=FA>یک</span></p><p class=MsoListParagraphCxSpMiddle dir=RTL style='mso-list:l0 level2 lfo1'><span style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp; </span></span>درون</p><p class=MsoListParagraphCxSpLast dir=RTL style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>۲.<span>&nbsp;</span></span>دو</p><!--EndFragment--></body></html>`,
    becomes: [
      { type: 'heading', content: [{ type: 'text', text: 'راه‌آهن' }] },
      p(t('نخستین', 'bold'), ' قطار'),
      {
        type: 'orderedList',
        content: [li(p('یک'), { type: 'bulletList', content: [li(p('درون'))] }), li(p('دو'))],
      },
    ],
  },
  {
    from: 'LibreOffice Writer',
    html: `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN"><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><meta name="generator" content="LibreOffice 7.4 (Linux)"/><style type="text/css">@page { size: 21cm 29.7cm } p { line-height: 115% }</style></head><body lang="fa-IR" dir="rtl"><h2 class="western">بازار</h2><p align="justify" style="line-height: 100%"><font color="#000000"><font face="Vazirmatn"><span lang="fa-IR"><b>درشت</b></span></font></font> و <i>کج</i></p><ul><li><p style="line-height: 100%">گلوله</p></li></ul></body></html>`,
    becomes: [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'بازار' }] },
      p(t('درشت', 'bold'), ' و ', t('کج', 'italic')),
      { type: 'bulletList', content: [li(p('گلوله'))] },
    ],
  },
  {
    from: 'Google Docs',
    html: `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1f2e"><p dir="rtl" style="line-height:1.38;margin-top:0pt"><span style="font-size:11pt;font-weight:700;font-style:normal;text-decoration:none">مهم</span><span style="font-size:11pt;font-weight:400"> و </span><span style="font-weight:400;font-style:italic;text-decoration:line-through">رفته</span></p><p dir="ltr"><a href="https://www.google.com/url?q=https://example.com/a&amp;sa=D" style="text-decoration:none"><span style="color:#1155cc;text-decoration:underline">link</span></a></p></b>`,
    becomes: [
      p(t('مهم', 'bold'), ' و ', t('رفته', 'italic', 'strike')),
      p({ type: 'text', text: 'link', marks: [{ type: 'link', attrs: { href: 'https://example.com/a' } }] }),
    ],
  },
  {
    from: 'Notion',
    html: `<meta charset="utf-8"><ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span class="to-do-children-checked">شد</span></li><li><div class="checkbox checkbox-off"></div> <span>نشد</span></li></ul><figure class="block-color-gray callout" style="white-space:pre-wrap;display:flex"><div style="font-size:1.5em"><span class="icon">💡</span></div><div style="width:100%">نکته</div></figure><details open=""><summary>خلاصه</summary><p>درون</p></details>`,
    becomes: [
      {
        type: 'taskList',
        content: [
          { type: 'taskItem', attrs: { checked: true }, content: [p('شد')] },
          { type: 'taskItem', attrs: { checked: false }, content: [p('نشد')] },
        ],
      },
      { type: 'callout', attrs: { kind: 'note' }, content: [p('نکته')] },
      {
        type: 'details',
        content: [{ type: 'detailsSummary', content: [{ type: 'text', text: 'خلاصه' }] }, p('درون')],
      },
    ],
  },
  {
    from: 'a hostile page',
    html: `<p onclick="alert(1)" style="position:fixed;inset:0">متن<script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload="window.pwned=1"></svg></p><iframe src="javascript:window.pwned=1"></iframe><p><a href="javascript:window.pwned=1">یک</a> <a href=" data:text/html,x">دو</a> <a href="vbscript:x">سه</a> <a href="https://example.com">چهار</a></p><style>*{display:none}</style><math><mtext><img src=x onerror=window.pwned=1></mtext></math>`,
    becomes: [
      p('متن'),
      p('یک دو سه ', {
        type: 'text',
        text: 'چهار',
        marks: [{ type: 'link', attrs: { href: 'https://example.com' } }],
      }),
    ],
  },
  {
    from: 'a hostile page that says it is ours',
    html: `<p data-pm-slice="1 1 []" onclick="alert(1)">متن<script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload="window.pwned=1"></svg></p><iframe srcdoc="<script>parent.pwned=1</script>"></iframe><p><a href="javascript:window.pwned=1">یک</a> <a href="data:text/html,x">دو</a> <a href="/\\elsewhere.example">سه</a></p><style>*{display:none}</style><figure data-file="x"><img src="https://elsewhere.example/track.png"><figcaption>چهار</figcaption></figure>`,
    becomes: [p('متن'), p('یک دو سه'), { type: 'image', content: [{ type: 'text', text: 'چهار' }] }],
  },
  {
    from: 'a page that asks for what no article holds',
    html: `<ol start="-5"><li>یک</li></ol><table><tr><td colspan="100000" rowspan="0">دو</td></tr></table><p><a href="https://example.com/${'a'.repeat(3_000)}">سه</a></p>`,
    becomes: [
      { type: 'orderedList', content: [li(p('یک'))] },
      {
        type: 'table',
        content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [p('دو')] }] }],
      },
      p('سه'),
    ],
  },
  {
    from: 'a page with an image of another site',
    html: `<p>پیش <img src="https://elsewhere.example/track.png" alt="نقشه"> پس</p>`,
    becomes: [
      p(
        'پیش ',
        {
          type: 'text',
          text: 'نقشه',
          marks: [{ type: 'link', attrs: { href: 'https://elsewhere.example/track.png' } }],
        },
        ' پس',
      ),
    ],
  },
  {
    from: 'a spreadsheet',
    html: `<google-sheets-html-origin><style>td {border: 1px solid #ccc}</style><table xmlns="http://www.w3.org/1999/xhtml" dir="rtl" border="1" style="table-layout:fixed"><colgroup><col width="100"></colgroup><tbody><tr style="height:21px"><td style="font-weight:bold">سال</td><td>تن</td></tr><tr><td>۱۳۰۶</td><td>۱۲</td></tr></tbody></table>`,
    text: 'سال\tتن\n۱۳۰۶\t۱۲',
    becomes: [
      {
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [
              { type: 'tableCell', content: [p(t('سال', 'bold'))] },
              { type: 'tableCell', content: [p('تن')] },
            ],
          },
          {
            type: 'tableRow',
            content: [
              { type: 'tableCell', content: [p('۱۳۰۶')] },
              { type: 'tableCell', content: [p('۱۲')] },
            ],
          },
        ],
      },
    ],
  },
  {
    from: 'a poem with tabs',
    text: 'توانا بود هر که دانا بود\tز دانش دل پیر برنا بود\nبه نام خداوند جان و خرد\tکزین برتر اندیشه برنگذرد',
    becomes: [
      ['توانا بود هر که دانا بود', 'ز دانش دل پیر برنا بود'],
      ['به نام خداوند جان و خرد', 'کزین برتر اندیشه برنگذرد'],
    ].map((halves) => ({
      type: 'couplet',
      content: halves.map((half) => ({ type: 'hemistich', content: [{ type: 'text', text: half }] })),
    })),
  },
  {
    from: 'Markdown',
    text: '## بازار\n\nمتن **درشت** و [پیوند](https://example.com) و [بد](javascript:alert(1))\n\n- [x] شد\n- [ ] نشد\n\n```js\nlet a = 1;\n```',
    becomes: [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'بازار' }] },
      p(
        'متن ',
        t('درشت', 'bold'),
        ' و ',
        { type: 'text', text: 'پیوند', marks: [{ type: 'link', attrs: { href: 'https://example.com' } }] },
        ' و بد',
      ),
      {
        type: 'taskList',
        content: [
          { type: 'taskItem', attrs: { checked: true }, content: [p('شد')] },
          { type: 'taskItem', attrs: { checked: false }, content: [p('نشد')] },
        ],
      },
      { type: 'codeBlock', attrs: { language: 'js' }, content: [{ type: 'text', text: 'let a = 1;' }] },
    ],
  },
  {
    from: 'a viewer of PDF files, with shaped letters and marks of direction',
    text: '\u202bﺳﻼﻡ ﺩﻧﯿﺎ\u202c',
    becomes: [p('سلام دنیا')],
  },
  {
    from: 'plain text with half-spaces',
    text: 'می‌روم\nخانه‌ها',
    becomes: [p('می‌روم'), p('خانه‌ها')],
  },
];

describe('pasted', () => {
  beforeEach(() => blank(desks[0].page));

  test.each(FIXTURES)('from $from', async ({ html, text, becomes }) => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await paste(page, { ...(html ? { html } : {}), ...(text ? { text } : {}) });
    const plain = becomes.map((block) =>
      block.type === 'heading' && !block.attrs ? { ...block, attrs: { level: 1 } } : block,
    );
    await expect.poll(() => article(page)).toEqual(plain);
    await expect.poll(() => article(other)).toEqual(plain);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(fetched.filter((url) => !url.startsWith(product.url))).toEqual([]);
    await saved(page);
  });

  test('what is dropped is cleaned as what is pasted is, and asks about its pictures too', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }] = desks;
    await editorOf(page).evaluate((element) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData(
        'text/html',
        '<p onclick="x">متن<script>window.pwned=1</script> <a href="javascript:window.pwned=1">یک</a> <img src="https://elsewhere.example/a.png" alt="نقشه" onerror="window.pwned=1"></p>',
      );
      const box = element.querySelector('p')?.getBoundingClientRect() ?? element.getBoundingClientRect();
      const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
      element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, ...at }));
    });
    const bar = page.getByTestId('pictures-elsewhere');
    await bar.waitFor();
    const [block] = (await article(page)).filter(({ content }) => content);
    expect(block).toEqual(
      p('متن یک ', {
        type: 'text',
        text: 'نقشه',
        marks: [{ type: 'link', attrs: { href: 'https://elsewhere.example/a.png' } }],
      }),
    );
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    await bar.getByTestId('pictures-leave-all').click();
    await bar.waitFor({ state: 'detached' });
    await saved(page);
  });

  test('the page’s policy alone lets nothing run that comes into it, and a formula says nothing but itself', async () => {
    const [{ page }] = desks;
    await page.evaluate(() => {
      const place = document.createElement('div');
      document.body.append(place);
      place.innerHTML = `<img src="data:," onerror="window.pwned='image'"><svg onload="window.pwned='svg'"></svg><iframe srcdoc="<script>parent.pwned='frame'</script>"></iframe><iframe src="javascript:parent.pwned='address'"></iframe><details open ontoggle="window.pwned='toggle'"></details><a href="javascript:window.pwned='link'">x</a><object data="data:text/html,<script>parent.pwned='object'</script>"></object><form action="javascript:window.pwned='form'"><button>x</button></form>`;
      const script = document.createElement('script');
      script.textContent = `window.pwned='script'`;
      place.append(script);
      for (const one of place.querySelectorAll<HTMLElement>('a, button')) one.click();
    });
    await editorOf(page).evaluate((element) => {
      const { editor } = element as unknown as { editor: Editor };
      const latex = String.raw`\href{javascript:window.pwned='formula'}{x} \url{javascript:alert(1)} \includegraphics{https://elsewhere.example/x.png} \htmlData{a=b}{y}`;
      editor.commands.setContent({
        type: 'doc',
        content: [{ type: 'formulaBlock', attrs: { latex } }, { type: 'paragraph' }],
      });
    });
    await editorOf(page).locator('.formula .katex, .formula .katex-error').first().waitFor();
    expect(await editorOf(page).locator('.formula a, .formula img').count()).toBe(0);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBe(undefined);
    await page.evaluate(() => document.body.lastElementChild?.remove());
    await saved(page);
  });

  test('what was copied here comes back the same: half-spaces, notes and verse', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }] = desks;
    await page.keyboard.type('می');
    await page.keyboard.press('Shift+Space');
    await page.keyboard.type('روم ==تند==');
    const before = await article(page);
    await page.keyboard.press('Control+a');
    const html = await editorOf(page).evaluate((element) => {
      const clipboardData = new DataTransfer();
      element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
      return clipboardData.getData('text/html');
    });
    await blank(page);
    await paste(page, { html });
    await expect.poll(() => article(page)).toEqual(before);
    expect(JSON.stringify(before)).toContain('می\u200cروم');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => article(page).then(JSON.stringify)).toContain('می\u200cروم');
  });
});

/** A PNG of one colour, with a width and a height. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x5a)]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

describe('pictures of another site', () => {
  let site: Server;
  let siteUrl: string;
  /** What the site was asked for, and by whom. */
  const asked: { path: string; agent: string }[] = [];
  beforeAll(async () => {
    site = createServer((request, response) => {
      asked.push({ path: request.url ?? '', agent: request.headers['user-agent'] ?? '' });
      if (request.url === '/held.png') return;
      if (request.url === '/gone.png') response.writeHead(404).end();
      else response.end(png(160, 90));
    });
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    site.closeAllConnections();
    site.close();
  });
  beforeEach(() => blank(desks[0].page));

  test('are fetched by the server when the person says so, one or all, and stay links when they say that', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    const bar = page.getByTestId('pictures-elsewhere');
    const image = (name: string, alt: string) => `<img src="${siteUrl}/${name}.png" alt="${alt}">`;
    await paste(page, {
      html: `<p>پیش</p><figure>${image('one', 'پل')}<figcaption>پل <b>دختر</b></figcaption></figure><p>میان ${image('two', 'رود')}</p><figure>${image('gone', 'گم')}<figcaption>زیرنویس گم‌شده</figcaption></figure><ul><li>${image('held', 'دیر')}</li></ul>`,
    });
    await bar.waitFor();
    expect(await bar.getByRole('status').textContent()).toContain('۴');
    expect(await editorOf(page).locator('a.picture-elsewhere, .picture-elsewhere').count()).toBeGreaterThan(
      0,
    );
    expect(await axeFaults(page, '[data-testid="pictures-elsewhere"]')).toEqual([]);
    // Nobody was asked for anything, by this browser or by the other.
    await saved(page);
    expect(asked).toEqual([]);
    expect(await other.getByTestId('pictures-elsewhere').count()).toBe(0);

    // One of them.
    await bar.getByTestId('pictures-each').click();
    const row = (name: string) => bar.getByTestId('picture-row').filter({ hasText: name });
    await row('پل').getByTestId('picture-bring').click();
    const shown = editorOf(other).locator('figure img');
    await expect.poll(() => shown.count()).toBe(1);
    await expect.poll(() => shown.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(160);
    expect(await shown.getAttribute('alt')).toBe('پل');
    expect(asked).toEqual([{ path: '/one.png', agent: 'Hamnevis' }]);
    expect((await article(other)).slice(0, 3).map(({ type }) => type)).toEqual([
      'paragraph',
      'image',
      'paragraph',
    ]);
    // With what stood under it.
    expect(await editorOf(other).locator('figcaption').textContent()).toBe('پل دختر');
    // Undone, it is a link again, and may be brought again.
    await editorOf(page).focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => shown.count()).toBe(0);
    await row('پل').waitFor();

    // One stays a link for good, the rest comes: what is gone says so, what is late is taken back.
    await row('رود').getByTestId('picture-leave').click();
    await expect.poll(() => bar.getByTestId('picture-row').count()).toBe(3);
    await bar.getByTestId('pictures-bring-all').click();
    await expect.poll(() => shown.count()).toBe(1);
    await bar.getByText('آن نشانی عکسی نداد.').waitFor();
    const line = page.getByTestId('upload').filter({ hasText: '127.0.0.1' });
    await expect.poll(() => asked.some(({ path }) => path === '/held.png')).toBe(true);
    await line.getByRole('button').click();
    await line.waitFor({ state: 'detached' });
    await expect.poll(() => bar.getByTestId('picture-bring').count()).toBe(2);
    expect(asked.some(({ path }) => path === '/two.png')).toBe(false);
    await bar.getByTestId('pictures-leave-all').click();
    await bar.waitFor({ state: 'detached' });
    expect(await editorOf(page).locator('a[href*="/two.png"]').count()).toBe(1);
    // What stood under one that did not come is text like any other, for both.
    const left = editorOf(page).locator('> p', { hasText: 'زیرنویس گم‌شده' });
    await left.click();
    await caretIsThere(page);
    await page.keyboard.press('End');
    await page.keyboard.type('!');
    await expect.poll(() => article(other).then(JSON.stringify)).toContain('زیرنویس گم‌شده!');
    await saved(page);
  });
});

describe('files', () => {
  beforeEach(() => blank(desks[0].page));

  test('an image is sent, shown to the other, described, captioned and made narrower', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    await page.keyboard.type('/عکس');
    const entry = page.getByTestId('slash-image');
    await entry.waitFor();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), entry.click()]);
    await chooser.setFiles({ name: 'ایستگاه.png', mimeType: 'image/png', buffer: png(320, 200) });
    const image = editorOf(other).locator('figure img');
    await image.waitFor();
    await expect.poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(320);
    await page.keyboard.type('ایستگاه در ۱۳۰۶');
    await expect.poll(() => editorOf(other).locator('figcaption').textContent()).toBe('ایستگاه در ۱۳۰۶');
    await editorOf(page).locator('figure img').click();
    const alt = page.locator('.image-alt');
    await alt.fill('ساختمانی با سقف شیروانی');
    await alt.press('Enter');
    await expect.poll(() => image.getAttribute('alt')).toBe('ساختمانی با سقف شیروانی');
    await page.locator('.image-grip').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => article(other).then(([first]) => Number(first?.attrs?.width))).toBeLessThan(100);
    await saved(page);
  });

  test('a file on its way tells how far it is, is taken back, and one that is too large says why', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }] = desks;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/v1/documents/*/files', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await page.getByTestId('choose-file').setInputFiles({
      name: 'گزارش.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4\n'),
    });
    const line = page.getByTestId('upload');
    await line.waitFor();
    expect(await line.textContent()).toContain('گزارش.pdf');
    expect(await line.locator('progress').count()).toBe(1);
    await line.getByRole('button').click();
    await line.waitFor({ state: 'detached' });
    release();
    await page.unroute('**/api/v1/documents/*/files');
    expect(await editorOf(page).locator('.file-block').count()).toBe(0);
    await page.getByTestId('choose-file').setInputFiles({
      name: 'گزارش.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4\n'),
    });
    const link = editorOf(desks[1].page).locator('.file-block a');
    await link.waitFor();
    const answer = await desks[1].page.request.get(
      new URL((await link.getAttribute('href')) ?? '', product.url).href,
    );
    expect([answer.status(), await answer.text()]).toEqual([200, '%PDF-1.4\n']);
    await page.getByTestId('choose-file').setInputFiles({
      name: 'بزرگ.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(2 * 1024 * 1024),
    });
    await page.getByText('بزرگ.bin فرستاده نشد').waitFor();
    await line.waitFor({ state: 'detached' });
    await saved(page);
  });
});

describe('blocks', () => {
  test('are moved by keys and by hand, duplicated, turned and linked to', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    await blank(page);
    await paste(page, { text: 'یک\nدو\nسه' });
    const texts = (desk: Page) => editorOf(desk).locator('> *').allTextContents();
    await expect.poll(() => texts(other)).toEqual(['یک', 'دو', 'سه']);
    await page.keyboard.press('Control+Alt+ArrowUp');
    await expect.poll(() => texts(other)).toEqual(['یک', 'سه', 'دو']);
    await page.keyboard.press('Control+Shift+d');
    await expect.poll(() => texts(other)).toEqual(['یک', 'سه', 'سه', 'دو']);
    await editorOf(page).locator('> p').first().hover();
    const handle = page.getByTestId('block-handle');
    await handle.waitFor();
    const [handleBox, blockBox] = [await handle.boundingBox(), await editorOf(page).boundingBox()];
    // At the side where the lines begin.
    expect((handleBox?.x ?? 0) >= (blockBox?.x ?? 0) + (blockBox?.width ?? 0)).toBe(true);
    await handle.click();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('turn-heading2').click();
    await expect.poll(() => editorOf(other).locator('> h2').textContent()).toBe('یک');
    await editorOf(page).locator('> p').last().hover();
    await handle.dragTo(editorOf(page).locator('> h2'), { targetPosition: { x: 617, y: 4 } });
    await expect.poll(() => texts(other)).toEqual(['دو', 'یک', 'سه', 'سه']);
    // Without a mouse: the key opens the menu of the caret's block, the arrows walk in it.
    await editorOf(page).locator('> p').first().click();
    await page.keyboard.press('Control+Alt+Slash');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
      .toBe('menuitem');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => texts(other)).toEqual(['یک', 'دو', 'سه', 'سه']);
    await editorOf(page).locator('> p').first().click();
    await page.keyboard.press('Control+Alt+ArrowUp');
    await expect.poll(() => texts(other)).toEqual(['دو', 'یک', 'سه', 'سه']);
    const link = await editorOf(page).evaluate(async (element) => {
      const { editor } = element as unknown as { editor: Editor };
      const bytes = { written: '' };
      Object.defineProperty(navigator, 'clipboard', {
        configurable: true,
        value: {
          writeText: async (text: string) => {
            bytes.written = text;
          },
        },
      });
      Object.assign(window, { copied: bytes });
      editor.commands.focus();
    });
    expect(link).toBeUndefined();
    await editorOf(page).locator('> h2').hover();
    await handle.click();
    await page.getByTestId('copy-block-link').click();
    const address = await page.evaluate(
      () => (window as unknown as { copied: { written: string } }).copied.written,
    );
    expect(address).toMatch(/\/documents\/[0-9a-f-]+#block=/);
    await editorOf(page).evaluate((element) => {
      const { editor } = element as unknown as { editor: Editor };
      editor.commands.insertContentAt(
        0,
        Array.from({ length: 60 }, () => ({ type: 'paragraph' })),
      );
    });
    await saved(page);
    await other.goto(address);
    await other.reload();
    await expect
      .poll(
        () =>
          editorOf(other)
            .locator('> h2')
            .evaluate((heading) => {
              const box = heading.getBoundingClientRect();
              return box.top > 0 && box.bottom < window.innerHeight;
            })
            .catch(() => false),
        { timeout: 15_000 },
      )
      .toBe(true);
  });
});
