// Away for hours, in several tabs, and restored under five people: in real browsers, with their own copies of the text.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { watchFaults } from '../../src/testing/watch-faults.ts';
import {
  type Desk,
  goToParagraph,
  newArticle,
  openArticle,
  sameText,
  saved,
  textOf,
  timesIn,
  waiting,
  writeBelow,
} from '../e2e/desk.ts';
import { useDeskRoom } from '../e2e/desk-room.ts';

const ARTICLE = 'راه‌آهن و تولد شهر نو';
const [ARASH, SARA, MINA, DANIEL] = (
  ['arash@example.com', 'sara@example.com', 'mina@example.com', 'daniel@example.com'] as const
).map(demoPerson) as [Person, Person, Person, Person];
type Person = ReturnType<typeof demoPerson>;

const room = useDeskRoom();
const { desks } = room;

/** The same person's next tab in the same browser, with the article open. */
async function nextTab(desk: Desk): Promise<Page> {
  const page = await desk.context.newPage();
  desk.faults.push(...watchFaults(page));
  await page.goto(desk.page.url());
  await page.getByTestId('editor').waitFor();
  return page;
}

test('F22: both sides edit the same paragraphs for hours without each other: everything merges, and is counted meanwhile', async () => {
  await room.begin();
  const arash = await room.sit(ARASH, 'line', 'fa');
  const sara = await room.sit(SARA, 'product', 'en');
  for (const { page } of desks) await openArticle(page, ARTICLE);
  const before = await sameText(desks);
  await room.cutOff(arash.page);
  const words: string[] = [];
  let counted = 0;
  // Turn by turn in the same five paragraphs, as often as four hours bring.
  for (let turn = 0; turn < 24; turn += 1) {
    for (const [who, { page }] of desks.entries()) {
      const word = `${who === 0 ? 'OFF' : 'ON'}${turn}X`;
      words.push(word);
      await goToParagraph(page, turn % 5);
      await page.keyboard.type(` ${word}`);
      if (turn % 8 === 7) await page.keyboard.press('Backspace');
    }
    const now = await waiting(arash.page);
    expect(now).toBeGreaterThan(counted);
    counted = now;
  }
  await saved(sara.page);
  room.join();
  await saved(arash.page, 30_000);
  const text = await sameText(desks, 30_000);
  for (const [place, word] of words.entries()) {
    const isCut = Math.floor(place / 2) % 8 === 7;
    expect(timesIn(text, isCut ? word.slice(0, -1) : word), word).toBe(1);
  }
  const letters = (of: string) => of.replace(/(OFF|ON)\d+X?|\s/g, '');
  expect(letters(text)).toBe(letters(before));
  expect(await arash.page.getByTestId('rescue').count()).toBe(0);
}, 180_000);

test('F24: written offline, the tab closed and opened again, and the same article in two tabs: there, once', async () => {
  await room.begin();
  const arash = await room.sit(ARASH, 'line', 'fa');
  const sara = await room.sit(SARA, 'product', 'fa');
  // A new article too: nothing of what the server put into it at first may come twice.
  const title = 'دو برگه';
  await newArticle(sara.page, title);
  await sara.page.reload();
  await arash.page.reload();
  for (const { page } of desks) await openArticle(page, title);
  await writeBelow(arash.page, 'پیش');
  await saved(arash.page);
  await sameText(desks);
  const second = await nextTab(arash);
  await saved(second);

  await room.cutOff(arash.page);
  await writeBelow(arash.page, 'برگهٔ یک');
  await expect.poll(() => waiting(arash.page)).toBeGreaterThan(0);
  await writeBelow(second, 'برگهٔ دو');
  await writeBelow(sara.page, 'سارا');
  await saved(sara.page);
  // Both tabs are closed without a goodbye, as when a browser dies.
  const address = arash.page.url();
  await second.close();
  await arash.page.close();

  // The page comes over the line again; the words come from the copy.
  room.join();
  arash.page = await arash.context.newPage();
  arash.faults.push(...watchFaults(arash.page));
  await arash.page.goto(address);
  await arash.page.getByTestId('editor').waitFor();
  await saved(arash.page, 30_000);
  const again = await nextTab(arash);
  await saved(again, 30_000);
  const text = await sameText([...desks, { ...arash, page: again }], 30_000);
  for (const words of ['پیش', 'برگهٔ یک', 'برگهٔ دو', 'سارا']) expect(timesIn(text, words), words).toBe(1);
  const paragraphs = await arash.page.getByTestId('editor').locator('> p').count();
  expect(paragraphs).toBe(await sara.page.getByTestId('editor').locator('> p').count());
  // The one that the server put there, and one for each of the four.
  expect(paragraphs).toBe(5);
}, 150_000);

test('F35: a version is restored while five type: no reload, nobody’s later typing lost, and it can be taken back', async () => {
  await room.begin();
  const arash = await room.sit(ARASH, 'product', 'fa');
  const people = [SARA, MINA, DANIEL, ARASH];
  for (const [place, person] of people.entries())
    await room.sit(person, 'product', place % 2 === 0 ? 'en' : 'fa');
  for (const { page } of desks) {
    await openArticle(page, ARTICLE);
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  }
  await arash.page.getByTestId('open-versions').click();
  await arash.page.getByTestId('version-name').fill('Sound');
  await arash.page.getByTestId('version-create').click();
  const named = arash.page.locator('[data-testid="version-row"][data-kind="named"]').first();
  await named.waitFor();
  const sound = await sameText(desks);
  await goToParagraph(arash.page, 0);
  await arash.page.keyboard.type(' UNWANTED');
  await saved(arash.page);
  for (const { page } of desks) await expect.poll(() => textOf(page)).toContain('UNWANTED');

  await named.click();
  await arash.page.getByTestId('version-restore').click();
  // Everybody in a paragraph of their own, typing before, through and after the restore.
  const writers = desks.slice(1);
  for (const [place, { page }] of writers.entries()) await goToParagraph(page, place + 1);
  let isRestored = false;
  const typing = writers.map(async ({ page }, place) => {
    let letters = 0;
    await page.keyboard.type(' ');
    for (let after = 0; after < 12; letters += 1) {
      await page.keyboard.type(`W${place}N${letters}E`);
      if (isRestored) after += 1;
    }
    return letters;
  });
  await expect.poll(() => textOf(arash.page)).toContain('W0N2E');
  const answered = arash.page.waitForResponse((response) => response.url().endsWith('/restore'));
  await arash.page.getByTestId('version-restore-confirm').click();
  const { sequence } = (await (await answered).json()) as { sequence: number };
  for (const { page } of desks) {
    await expect.poll(() => textOf(page), { timeout: 20_000 }).not.toContain('UNWANTED');
  }
  isRestored = true;
  const typed = await Promise.all(typing);
  for (const { page } of desks) await saved(page, 30_000);
  const restored = await sameText(desks, 30_000);
  // What was typed after it stands, each word once and whole; what stood before it may be gone with the restore.
  for (const [place, count] of typed.entries()) {
    for (let letter = count - 11; letter < count; letter += 1) {
      expect(timesIn(restored, `W${place}N${letter}E`), `W${place}N${letter}E`).toBe(1);
    }
  }
  expect(restored.replace(/(W\dN\d+E?|[WNE\d])/g, '').replace(/\s/g, '')).toContain(
    (sound.split('\n')[0] ?? '').replace(/[\sWNE\d]/g, ''),
  );

  // By the request that its notice makes, which is gone by now.
  const { origin, pathname } = new URL(arash.page.url());
  const undone = await arash.page.request.post(`${origin}/api/v1${pathname}/restore/undo`, {
    data: { sequence },
    headers: { origin },
  });
  expect(undone.ok(), await undone.text()).toBe(true);
  for (const { page } of desks) {
    await expect.poll(() => textOf(page), { timeout: 20_000 }).toContain('UNWANTED');
  }
  const back = await sameText(desks, 30_000);
  const everything: string[] = [];
  for (const [place, count] of typed.entries()) {
    const words = Array.from({ length: count }, (_, word) => `W${place}N${word}E`);
    everything.push(...words);
    // The restore may have come in the middle of one word, whose halves need not stand side by side again.
    const halved = words.filter((word) => timesIn(back, word) !== 1);
    expect(halved.length, `${halved}: ${back}`).toBeLessThanOrEqual(1);
  }
  const signs = (text: string) => [...text.replace(/[^A-Z0-9]/g, '')].sort().join('');
  expect(signs(back)).toBe(signs(`${sound} UNWANTED ${everything.join(' ')}`));
  for (const { page } of desks) {
    expect(await page.evaluate(() => Reflect.get(window, 'neverReloaded'))).toBe(true);
    expect(await page.getByTestId('rescue').count()).toBe(0);
  }
}, 180_000);
