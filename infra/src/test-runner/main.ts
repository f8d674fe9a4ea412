// `npm test`: the checks, then the suite on the embedded database, then on real Postgres and Redis where they
// can be had, then the contract by a fuzzer, then the compose file. What was skipped, and why, is the last thing
// before the closing line.

import { root } from '../checks/check.ts';
import { runChecks } from '../checks/run-checks.ts';
import { buildClient, ClientBuildFailed } from '../client-build/build-client.ts';
import { ensureChromium } from '../services/find-chromium.ts';
import { composeFaults, ensureCompose } from './compose-config.ts';
import { ensureFuzzer, fuzzContract } from './contract-fuzz.ts';
import { realServices } from './real-services.ts';
import { runVitest } from './run-vitest.ts';
import { addTallies, neverRun, type Tally } from './tally.ts';

/** The whole run must stay under 25 minutes on two cores; nothing optional begins that could pass this. */
const BUDGET_MS = 24 * 60_000;
const started = performance.now();
const timeLeft = () => BUDGET_MS - (performance.now() - started);

// What this run started is ended by handlers of 'exit', which a bare signal would pass by.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const parts: { name: string; tally: Tally }[] = [];
const skipped: string[] = [];
const part = (name: string, tally: Tally) => parts.push({ name, tally });
const title = (text: string) => console.log(`\n== ${text}`);

title('The checks (npm run check)');
const checks = await runChecks(console.log);
part('checks', { passed: checks.passed, failed: checks.failed.length, skipped: 0 });

title('What the tests run on');
try {
  await buildClient(console.log);
} catch (error) {
  if (!(error instanceof ClientBuildFailed)) throw error;
  console.log(error.output);
  part('client build', { passed: 0, failed: 1, skipped: 0 });
}
const chromium = await ensureChromium(root);
const browser: Record<string, string> = chromium.had ? { CHROME_PATH: chromium.value } : {};
const stories = 'infra/tests/e2e/**';
if (chromium.had) console.log(`  Chromium: ${chromium.value}`);
else skipped.push(`tests in a browser: ${chromium.reason}`);

title('The suite on the embedded database');
const embedded = await runVitest(
  { leftOut: chromium.had ? [] : [stories] },
  { ...browser, TEST_DATABASE_URL: '', TEST_REDIS_URL: '' },
  17 * 60_000,
);
part('embedded', embedded.tally);
const reports = [...embedded.reports];

title('The suite on real Postgres and Redis');
const services = await realServices();
if (services.had) {
  const { environment, describe, stop } = services.value;
  console.log(`  ${describe}`);
  try {
    // Pure rules and the client do not know which database there is, the launcher's story is about the embedded
    // one, lines and the guide's commands are about neither, and browsers were driven once above.
    const where = ['db/', 'api/', 'collab-server/', 'worker/', 'infra/src/demo-data/', 'infra/tests/'];
    const leftOut = [
      stories,
      'infra/tests/start.test.ts',
      'infra/tests/silent-lines.test.ts',
      'infra/tests/api-guide.test.ts',
      'worker/src/ai/**',
    ];
    const timeoutMs = Math.max(60_000, Math.min(8 * 60_000, timeLeft()));
    const real = await runVitest({ where, leftOut }, { ...browser, ...environment }, timeoutMs);
    part('Postgres and Redis', real.tally);
    reports.push(...real.reports);
  } finally {
    await stop();
  }
} else {
  console.log(`  skipped: ${services.reason}`);
  skipped.push(`the suite on real Postgres and Redis: ${services.reason}`);
}

title('The contract, fuzzed from outside');
const fuzzer = await ensureFuzzer(timeLeft());
if (fuzzer.had) {
  const faults = await fuzzContract(fuzzer.value, Number(process.env.FUZZ_SEED ?? 1));
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length === 0) console.log('  no answer outside the document');
  part('contract', { passed: faults.length === 0 ? 1 : 0, failed: faults.length === 0 ? 0 : 1, skipped: 0 });
} else {
  console.log(`  skipped: ${fuzzer.reason}`);
  skipped.push(`the contract fuzzed from outside: ${fuzzer.reason}`);
}

title('docker-compose.yml');
const compose = await ensureCompose(timeLeft());
if (compose.had) {
  const faults = await composeFaults(compose.value);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length === 0) console.log('  valid');
  part('compose file', {
    passed: faults.length === 0 ? 1 : 0,
    failed: faults.length === 0 ? 0 : 1,
    skipped: 0,
  });
} else {
  skipped.push(`docker compose config: ${compose.reason}`);
}

const total = addTallies(parts.map(({ tally }) => tally));
title(`Summary (${Math.round((performance.now() - started) / 1000)} s)`);
for (const { name, tally } of parts) {
  console.log(`  ${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
}
for (const check of checks.failed) console.log(`  failed check: ${check}`);
const leftOut = [...skipped, ...neverRun(reports)];
if (leftOut.length === 0) console.log('  nothing was left out');
for (const reason of leftOut) console.log(`  left out: ${reason}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped + skipped.length} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
