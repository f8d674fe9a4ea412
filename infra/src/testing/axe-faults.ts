import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe-core calls a violation (WCAG 2 A and AA) on the page, or in a part of it; one line each. */
export async function axeFaults(page: Page, part?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page })
    .options({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'],
      // What passes is counted and not described: that took longer than finding what does not.
      resultTypes: ['violations'],
    })
    // Our pages have one frame: the page itself answers, where a blank page was opened for the answer of several.
    .setLegacyMode();
  const { violations } = await (part === undefined ? builder : builder.include(part)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}
