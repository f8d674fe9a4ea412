import { expect, test } from 'vitest';
import { FAULT_PARTS } from './parts.ts';
import { replayLines } from './replay-lines.ts';

const report = (assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]) => [
  { success: false, testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults }] },
];

test('every failure has a line that plays it again, with its seeds', () => {
  const lines = replayLines(
    'histories',
    report([
      { status: 'passed', fullName: 'good (LIFE_SEED=1)' },
      { status: 'failed', fullName: 'a life (LIFE_SEED=2)', failureMessages: ['expected 1 to be 2'] },
      {
        status: 'failed',
        fullName: 'many',
        failureMessages: ['x HISTORY_SEED=3 y\nHISTORY_SEED=4 HISTORY_SEED=3'],
      },
      { status: 'failed', fullName: 'without a seed' },
    ]),
  );
  expect(lines).toEqual([
    'LIFE_SEED=2 npm run test:faults -- histories',
    'HISTORY_SEED=3 npm run test:faults -- histories',
    'HISTORY_SEED=4 npm run test:faults -- histories',
    'npm run test:faults -- histories   # without a seed',
  ]);
});

test('parts have names of their own', () => {
  const names = FAULT_PARTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
