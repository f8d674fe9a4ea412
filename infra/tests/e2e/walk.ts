// How the stories of the screens round the desk get about.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** By the address bar. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
}

/** Asks the API as whoever is signed in on the page. */
export async function ask<Answer>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
  ifMatch?: string,
): Promise<Answer> {
  const url = new URL(`/api/v1${path}`, page.url()).href;
  const origin = new URL(page.url()).origin;
  const answer = await page.request.fetch(url, {
    method,
    headers: { origin, ...(ifMatch ? { 'if-match': ifMatch } : {}) },
    ...(body === undefined ? {} : { data: body }),
  });
  expect(answer.ok(), `${method} ${path} answered ${answer.status()}`).toBe(true);
  return (answer.status() === 204 ? undefined : await answer.json()) as Answer;
}

/** A phone number as the screen shows it to who has not chosen other digits. */
export function inDigits(phone: string, language: 'fa' | 'en'): string {
  return language === 'en' ? phone : phone.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)));
}

/** Waits until it is so. */
export async function expectSoon(holds: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  await expect.poll(holds, { timeout: timeoutMs, interval: 150 }).toBe(true);
}
