import { defineConfig } from 'vitest/config';
import { BrowsersFirst } from './infra/src/test-runner/browsers-first.ts';

/** Tests of what a process counts from its start on: each has one of its own. */
const COUNTS_ITS_PROCESS = ['db/src/program/answer-about-program.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // The parts keep nothing in their modules that one test file could leave to the next: a process takes one file after
      // the other, and loads each module once.
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['{core,db,api,collab-server,worker,client}/**/*.test.{ts,tsx}'],
          exclude: COUNTS_ITS_PROCESS,
          isolate: false,
        },
      },
      // Stories of the whole product each have a process of their own, as have those that count what theirs did.
      {
        extends: true,
        test: { name: 'product', include: ['infra/**/*.test.{ts,tsx}', ...COUNTS_ITS_PROCESS] },
      },
    ],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      ...(process.env.TEST_LEFT_OUT?.split(' ').filter(Boolean) ?? []),
    ],
    pool: 'forks',
    globalSetup: ['db/src/testing/made-once.ts'],
    maxWorkers: 2,
    // A condition that is waited for may take its time on a busy machine; one that never comes true still fails.
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: BrowsersFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
