import { runChecks } from './run-checks.ts';

const { failed } = await runChecks(console.log);
process.exitCode = failed.length > 0 ? 1 : 0;
