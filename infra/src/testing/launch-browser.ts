import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../services/find-chromium.ts';

/** A headless Chromium that speaks to nobody but the page's own server. */
export async function launchBrowser(options: { args?: readonly string[] } = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: set CHROME_PATH, or run npm test, which installs one');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      // Chromium's sandbox refuses to run as root, which is what containers of CI are.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-default-browser-check',
      '--no-first-run',
      '--disable-dev-shm-usage',
      // Pages in the background would otherwise be slowed to one timer a second, and stories have two windows.
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      ...(options.args ?? []),
    ],
  });
}
