// Tests that need minutes or root: `npm run test:faults` runs them, CI does not.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['infra/tests/faults/*.fault.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
