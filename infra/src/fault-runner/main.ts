// `npm run test:faults`: everything of FAULT_PARTS, or the parts that are named. Prints what it is at, and for every
// failure the line that plays it again. Ctrl-C ends it and whatever it started.
import { realServices } from '../test-runner/real-services.ts';
import { runVitest } from '../test-runner/run-vitest.ts';
import { addTallies, type Tally } from '../test-runner/tally.ts';
import { FAULT_PARTS, type FaultPart } from './parts.ts';
import { replayLines } from './replay-lines.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !FAULT_PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`hamnevis: no fault test is called ${unknown.join(', ')}; there are:`);
  for (const { name, what } of FAULT_PARTS) console.error(`  ${name}: ${what}`);
  process.exit(1);
}

// What this run started is ended by handlers of 'exit', which a bare signal would pass by.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const parts = names.length > 0 ? FAULT_PARTS.filter(({ name }) => names.includes(name)) : FAULT_PARTS;
const started = performance.now();
const results: { name: string; tally: Tally; seconds: number }[] = [];
const replays: string[] = [];

for (const [index, part] of parts.entries()) {
  console.log(`\n== ${index + 1} of ${parts.length}: ${part.name} (${part.what})`);
  const began = performance.now();
  const tally = await run(part);
  results.push({ name: part.name, tally, seconds: Math.round((performance.now() - began) / 1000) });
}

console.log(`\n== Summary (${Math.round((performance.now() - started) / 60_000)} min)`);
for (const { name, tally, seconds } of results) {
  console.log(
    `  ${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped (${seconds} s)`,
  );
}
const total = addTallies(results.map(({ tally }) => tally));
for (const line of replays) console.log(`  play it again: ${line}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function run(part: FaultPart): Promise<Tally> {
  if (part.on === 'embedded') return runOn(part, { TEST_DATABASE_URL: '', TEST_REDIS_URL: '' });
  const services = await realServices();
  if (!services.had) {
    console.log(`  not run: ${services.reason}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    console.log(`  ${services.value.describe}`);
    return await runOn(part, services.value.environment);
  } finally {
    await services.value.stop();
  }
}

async function runOn(part: FaultPart, where: Record<string, string>): Promise<Tally> {
  const given = Object.fromEntries(
    Object.keys(part.environment).flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const settings = { ...part.environment, ...given };
  for (const [name, value] of Object.entries(settings)) console.log(`  ${name}=${value}`);
  const ended = await runVitest(
    { where: part.files },
    { ...settings, ...where },
    part.timeoutMinutes * 60_000,
  );
  replays.push(...replayLines(part.name, ended.reports));
  return ended.tally;
}
