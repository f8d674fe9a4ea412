// Everything that the machine keeps for us, locally as in CI.
import { type Check, toolCheck } from './check.ts';
import { clientSizeCheck } from './client-size.ts';
import { generatedFilesCheck } from './generated-files.ts';
import { localesCheck } from './locales-equal.ts';
import { migrationsCheck } from './migrations-in-step.ts';
import { directionsCheck } from './physical-directions.ts';

const CHECKS: readonly Check[] = [
  toolCheck('types of the programs', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
  toolCheck('types of the client', 'typescript/bin/tsc', ['--noEmit', '-p', 'client/tsconfig.json']),
  toolCheck('format, lint, floors and circles', '@biomejs/biome/bin/biome', ['check', '.']),
  toolCheck('no dead files, exports or dependencies', 'knip/bin/knip.js', ['--no-progress']),
  localesCheck,
  directionsCheck,
  migrationsCheck,
  generatedFilesCheck,
  clientSizeCheck,
];

export interface ChecksResult {
  passed: number;
  /** Names of the checks that found something. */
  failed: string[];
}

/** Runs every check to its end, also after one has failed, and prints what each found. */
export async function runChecks(say: (line: string) => void): Promise<ChecksResult> {
  const failed: string[] = [];
  for (const check of CHECKS) {
    const started = performance.now();
    const found = await check.run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (found.ok) say(`  ok    ${check.name}${found.note ? `: ${found.note}` : ''} (${seconds} s)`);
    else {
      failed.push(check.name);
      say(`  FAIL  ${check.name} (${seconds} s)`);
      for (const line of found.lines) say(`        ${line}`);
    }
  }
  return { passed: CHECKS.length - failed.length, failed };
}
