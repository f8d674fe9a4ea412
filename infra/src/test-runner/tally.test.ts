import { expect, it } from 'vitest';
import { addTallies, neverRun, tallyOf } from './tally.ts';

const file = (status: string, ...states: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: states.map((state, index) => ({ status: state, fullName: `test ${index}` })),
});

it('counts passed, failed and skipped tests over all files', () => {
  const report = {
    success: false,
    testResults: [file('failed', 'passed', 'failed'), file('passed', 'passed', 'skipped')],
  };
  expect(tallyOf(report)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it('a file that could not be loaded is a failure, though it has no tests', () => {
  expect(tallyOf({ success: false, testResults: [file('failed')] })).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

it('an error outside of every test is a failure', () => {
  expect(tallyOf({ success: false, testResults: [file('passed', 'passed')] }).failed).toBe(1);
});

it('adds up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(addTallies([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

it('names what was skipped everywhere, and not what only one of two runs skipped', () => {
  const run = (...states: string[]) => ({ success: true, testResults: [file('passed', ...states)] });
  expect(neverRun([run('skipped', 'skipped', 'passed'), run('passed')])).toEqual(['test 1']);
});
