import type { Page } from 'playwright-core';

/** Collects what a page reports from now on: uncaught errors, what could not be drawn, and content that its policy refused. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      /Content.Security.Policy|Uncaught|this could not be drawn/.test(message.text())
    ) {
      faults.push(message.text());
    }
  });
  return faults;
}
