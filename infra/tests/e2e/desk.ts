// What a person does at the desk, for the browser stories: sign in, open an article, write, look at it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Editor } from '@tiptap/core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { signIn } from '../../src/testing/sign-in.ts';
import { watchFaults } from '../../src/testing/watch-faults.ts';

/**
 * The languages in which a file's stories are told. CI must stay within its time: where the words on the screen are checked
 * elsewhere too (each screen in both languages), it tells them in `mostly`; `npm run test:faults -- stories` in both.
 */
export function languagesFor(mostly: 'fa' | 'en'): ('fa' | 'en')[] {
  return process.env.STORIES === 'both' ? ['fa', 'en'] : [mostly];
}

/** One person at one browser. */
export interface Desk {
  page: Page;
  context: BrowserContext;
  /** Faults that the page reported: uncaught errors and refused content. */
  faults: string[];
}

/** Who sits down, and how their screen looks. */
export interface Sitter {
  phone: string;
  language: 'fa' | 'en';
  look?: BrowserContextOptions;
  /** They sign in at the screen; otherwise their browser has its session already, as on most days. */
  byHand?: boolean;
}

/** Opens a browser of its own for a person, signed in with the code that the development server shows. */
export async function sitDown(browser: Browser, address: string, person: Sitter): Promise<Desk> {
  const context = await browser.newContext({
    locale: person.language === 'fa' ? 'fa-IR' : 'en-US',
    viewport: { width: 1280, height: 860 },
    ...person.look,
  });
  const page = await context.newPage();
  const faults = watchFaults(page);
  if (person.byHand) await signInByHand(page, address, person.phone);
  else await bringSession(page, address, person.phone);
  await page.getByTestId('document-row').first().waitFor();
  // The profile's language shows now; this desk may want the other one.
  if ((await page.locator('html').getAttribute('lang')) !== person.language) {
    await page.getByTestId('switch-language').click();
    await page.locator(`html[lang="${person.language}"]`).waitFor();
  }
  return { page, context, faults };
}

async function signInByHand(page: Page, address: string, phone: string): Promise<void> {
  await page.goto(address);
  await page.getByTestId('contact').fill(phone);
  await page.getByTestId('send-code').click();
  await page.getByTestId('dev-code').click();
  await page.getByTestId('verify-code').click();
}

async function bringSession(page: Page, address: string, phone: string): Promise<void> {
  // The session is the browser's own, also by name in the person's list of devices.
  const headers = { 'user-agent': await page.evaluate(() => navigator.userAgent) };
  const { token } = await signIn(address, phone, headers);
  await page
    .context()
    .addCookies([{ name: 'hamnevis-session', value: token, url: address, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto(address);
}

/** Opens an article from the library by its title and waits until it can be written in. */
export async function openArticle(page: Page, title: string): Promise<void> {
  await page.getByTestId('document-row').filter({ hasText: title }).click();
  await page.getByTestId('editor').waitFor();
  await saved(page);
}

/** Makes an empty article beside the first one that this person sees, and answers its id. */
export async function newArticle(page: Page, title: string): Promise<string> {
  const { origin } = new URL(page.url());
  const address = await page.getByTestId('document-row').first().getAttribute('href');
  const first = await page.request.get(`${origin}/api/v1${address}`);
  const { projectId } = (await first.json()) as { projectId: string };
  const made = await page.request.post(`${origin}/api/v1/projects/${projectId}/documents`, {
    data: { title, language: 'fa' },
    headers: { origin },
  });
  expect(made.status()).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

/** Puts the caret into the article's nth paragraph (a direct child, counted among paragraphs), at a line's end. */
export async function goToParagraph(page: Page, index: number): Promise<void> {
  const paragraph = page.getByTestId('editor').locator('> p').nth(index);
  await paragraph.scrollIntoViewIfNeeded();
  await paragraph.click();
  await page.keyboard.press('End');
}

const caretAtEnd = (page: Page): Promise<boolean> =>
  page.getByTestId('editor').evaluate(async (editor) => {
    // ProseMirror writes its own caret into the window 20 ms after it was focused; a timer set later fires later.
    await new Promise((resolve) => setTimeout(resolve, 40));
    const selection = getSelection();
    if (!selection?.focusNode) return false;
    const rest = new Range();
    rest.setStart(selection.focusNode, selection.focusOffset);
    rest.setEnd(editor, editor.childNodes.length);
    return selection.isCollapsed && rest.toString() === '';
  });

/** Waits until the article has the keyboard, and its caret stands in the window where the editor has it. */
export async function caretIsThere(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.getByTestId('editor').evaluate(async (element) => {
        // As above: an editor that has just been focused is still going to write its caret.
        await new Promise((resolve) => setTimeout(resolve, 40));
        const { view } = (element as unknown as { editor: Editor }).editor;
        const selection = getSelection();
        if (!view.hasFocus() || !selection?.focusNode || !element.contains(selection.focusNode)) return false;
        return view.posAtDOM(selection.focusNode, selection.focusOffset) === view.state.selection.head;
      }),
    )
    .toBe(true);
}

/** Writes a paragraph of its own under the last paragraph of the article. */
export async function writeBelow(page: Page, text: string): Promise<void> {
  const last = page.getByTestId('editor').locator('> p').last();
  await last.scrollIntoViewIfNeeded();
  await last.click();
  // The editor may still be putting the clicked place into the window when the key comes: pressed until it holds.
  await expect
    .poll(async () => {
      await page.keyboard.press('Control+End');
      return caretAtEnd(page);
    })
    .toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.type(text);
}

/** Waits until the screen says that everything is saved. */
export async function saved(page: Page, timeout = 15_000): Promise<void> {
  await page.locator('[data-testid="save-state"][data-state="saved"]').waitFor({ timeout });
}

/** How many changes the screen says are waiting. */
export async function waiting(page: Page): Promise<number> {
  return Number(await page.getByTestId('save-state').getAttribute('data-waiting'));
}

/** The article's text as it stands on the screen, without what the screen draws beside it. */
export async function textOf(page: Page): Promise<string> {
  return page.getByTestId('editor').evaluate((editor) => {
    const blocks = [...editor.querySelectorAll('p, h1, h2, h3, h4, pre')];
    return blocks.map((block) => block.textContent ?? '').join('\n');
  });
}

/** Waits until every desk shows the same text, and answers it. */
export async function sameText(desks: readonly Desk[], timeout = 15_000): Promise<string> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const texts = await Promise.all(desks.map((desk) => textOf(desk.page)));
    if (texts.every((text) => text === texts[0])) return texts[0] ?? '';
    if (Date.now() > deadline) expect(texts[1]).toBe(texts[0]);
    await desks[0]?.page.waitForTimeout(100);
  }
}

/** How often `part` stands in `text`. */
export function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Leaves a picture of every desk in a folder of the system's, and says where: for a story that failed. */
export async function photograph(desks: readonly Desk[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hamnevis-failed-'));
  await Promise.all(
    desks.map((desk, n) => desk.page.screenshot({ path: path.join(folder, `desk-${n}.png`), timeout: 5000 })),
  );
  console.error(`pictures of the desks: ${folder}`);
  for (const { faults } of desks)
    for (const fault of faults ?? []) console.error(`a desk reported: ${fault}`);
}
