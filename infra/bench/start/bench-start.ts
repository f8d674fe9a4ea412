// How long a newcomer waits: from the launcher's start until a page answers, on a fresh folder and on one that is
// there already; and what the idle product holds in memory.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildClient } from '../../src/client-build/build-client.ts';
import { startProduct } from '../../src/testing/start-product.ts';
import { median } from '../percentiles.ts';
import { ms, report } from '../report.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECOND_START_GOAL_MS = 3_000;
const IDLE_GOAL_MB = 400;
/** Time for the collector to give back what the start needed. */
const SETTLE_MS = 8_000;

export async function benchStart(): Promise<void> {
  await buildClient(console.log);
  const first: number[] = [];
  const second: number[] = [];
  const afterKill: number[] = [];
  const idleMb: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-bench-'));
    try {
      first.push((await timeStart(dataDir)).tookMs);
      const again = await timeStart(dataDir, { idle: true });
      second.push(again.tookMs);
      if (again.idleMb !== undefined) idleMb.push(again.idleMb);
      await (await startProduct({ dataDir })).kill9();
      afterKill.push((await timeStart(dataDir)).tookMs);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  const secondMs = median(second);
  const memory = idleMb.length > 0 ? median(idleMb) : undefined;
  report(
    'start',
    'Starting',
    [
      {
        head: ['what', `median of ${ROUNDS}`, 'worst', 'goal', 'reached'],
        rows: [
          [
            'first start, fresh data folder, to a page',
            `${ms(median(first))} ms`,
            `${ms(Math.max(...first))} ms`,
            '-',
            '-',
          ],
          [
            'second start, to a page',
            `${ms(secondMs)} ms`,
            `${ms(Math.max(...second))} ms`,
            `<= ${SECOND_START_GOAL_MS} ms`,
            secondMs <= SECOND_START_GOAL_MS ? 'yes' : 'no',
          ],
          [
            'start after kill -9, to a page',
            `${ms(median(afterKill))} ms`,
            `${ms(Math.max(...afterKill))} ms`,
            '-',
            '-',
          ],
          [
            'resident memory, idle, second start',
            memory === undefined ? 'not readable here' : `${ms(memory)} MB`,
            memory === undefined ? '-' : `${ms(Math.max(...idleMb))} MB`,
            `<= ${IDLE_GOAL_MB} MB`,
            memory === undefined ? '-' : memory <= IDLE_GOAL_MB ? 'yes' : 'no',
          ],
        ],
      },
    ],
    [
      'The clock runs from the start of the launcher until `GET /` answers 200 with the page; the client is built',
      'before. Installing packages is not part of it.',
    ],
  );
}

async function timeStart(
  dataDir: string,
  { idle = false } = {},
): Promise<{ tookMs: number; idleMb: number | undefined }> {
  const began = performance.now();
  const product = await startProduct({ dataDir });
  const page = await fetch(product.url, { headers: { accept: 'text/html' } });
  const text = await page.text();
  const tookMs = performance.now() - began;
  if (!page.ok || !text.includes('<script'))
    throw new Error(`the page answered ${page.status}: ${text.slice(0, 200)}`);
  if (idle) await wait(SETTLE_MS);
  const idleMb = idle ? residentMb(product.pid) : undefined;
  await product.stop();
  return { tookMs, idleMb };
}

function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes ? Number(kilobytes) / 1024 : undefined;
  } catch {
    // Only Linux tells it this way.
    return undefined;
  }
}
