import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { type HadOrMissing, had, missing } from './had-or-missing.ts';
import { aptInstall, canUseApt, findProgram, isExecutable, runCommand } from './run-command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium that is already here: CHROME_PATH, the system's, or one that Playwright installed before. */
export function findChromium(): string | undefined {
  const given = process.env.CHROME_PATH;
  if (given) return isExecutable(given) ? given : undefined;
  const system = NAMES.map(findProgram).find((path) => path !== undefined);
  if (system) return system;
  const mac = MAC_PATHS.find(isExecutable);
  if (mac) return mac;
  const playwrights = chromium.executablePath();
  return existsSync(playwrights) ? playwrights : undefined;
}

/** A Chromium, installed if need be: Debian's as root, else Playwright's own. */
export async function ensureChromium(root: string): Promise<HadOrMissing<string>> {
  if (process.env.CHROME_PATH && !isExecutable(process.env.CHROME_PATH)) {
    return missing(`CHROME_PATH ${process.env.CHROME_PATH} is no program`);
  }
  const here = findChromium();
  if (here) return had(here);
  let reason = 'Chromium is not installed, and apt needs root on Debian';
  if (canUseApt()) {
    const installed = await aptInstall(['chromium'], 300_000);
    const now = findChromium();
    if (now) return had(now);
    reason = `installing Chromium by apt: ${installed.reason}`;
  }
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const fetched = await runCommand(process.execPath, [cli, 'install', 'chromium'], { timeoutMs: 180_000 });
  const now = findChromium();
  return now ? had(now) : missing(`${reason}; by Playwright: ${fetched.reason}`);
}
