/** What one part of the run counted. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const EMPTY_TALLY: Tally = { passed: 0, failed: 0, skipped: 0 };

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    EMPTY_TALLY,
  );
}

/**
 * Full names of tests that one run skipped and no other run passed: those that a reader has to know of. A test's
 * title says what it needs.
 */
export function neverRun(reports: readonly VitestReport[]): string[] {
  const tests = reports.flatMap((report) => report.testResults.flatMap((file) => file.assertionResults));
  const ran = new Set(tests.filter(({ status }) => status === 'passed' || status === 'failed').map(nameOf));
  const skipped = tests.filter(({ status }) => SKIPPED.includes(status)).map(nameOf);
  return [...new Set(skipped)].filter((name) => !ran.has(name));
}

const SKIPPED = ['skipped', 'pending', 'todo', 'disabled'];
const nameOf = (test: { fullName: string }) => test.fullName;

/** The part of vitest's JSON report that is counted. */
export interface VitestReport {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/**
 * Counts a report. A file that could not even be loaded has no tests in it and would otherwise vanish: it counts
 * as one failure; and so does a run that vitest itself calls unsuccessful (an error outside of any test).
 */
export function tallyOf(report: VitestReport): Tally {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (...states: string[]) => tests.filter((test) => states.includes(test.status)).length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = count('failed') + brokenFiles;
  return {
    passed: count('passed'),
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: count(...SKIPPED),
  };
}
