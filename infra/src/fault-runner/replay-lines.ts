import type { VitestReport } from '../test-runner/tally.ts';

const SEED = /\b[A-Z_]+_SEED=\d+/g;

/**
 * One command per failure that plays it again: with the seed where the failure, or the name of its test, says one.
 */
export function replayLines(part: string, reports: readonly VitestReport[]): string[] {
  const failed = reports
    .flatMap((report) => report.testResults.flatMap((file) => file.assertionResults))
    .filter(({ status }) => status === 'failed');
  const lines = failed.flatMap(({ fullName, failureMessages = [] }) => {
    const seeds = [fullName, ...failureMessages].join('\n').match(SEED) ?? [];
    const again = `npm run test:faults -- ${part}`;
    return seeds.length > 0 ? seeds.map((seed) => `${seed} ${again}`) : [`${again}   # ${fullName}`];
  });
  return [...new Set(lines)];
}
