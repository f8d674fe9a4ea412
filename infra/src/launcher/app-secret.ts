import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from './start-fault.ts';

const FILE = 'app-secret';

/**
 * The pepper of one-time codes for the embedded product: made once, kept beside the database and readable by its
 * user alone. It is never printed and never regenerated, since open codes would stop working.
 */
export function appSecretOf(folder: string): string {
  const path = join(folder, FILE);
  if (!existsSync(path)) {
    const secret = randomBytes(32).toString('hex');
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32) {
    throw new StartFault(
      `${path} is damaged (shorter than 32 characters): delete it, and a new one is made.`,
    );
  }
  return secret;
}
