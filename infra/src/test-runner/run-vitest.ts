import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../checks/check.ts';
import { type Tally, tallyOf, type VitestReport } from './tally.ts';

/** What a run counted, and its report where there is one. */
export interface VitestRun {
  tally: Tally;
  reports: readonly VitestReport[];
}

/** Which files: those whose paths hold one of `where` (all, where it is not given), without the globs of `leftOut`. */
export interface WhichFiles {
  where?: readonly string[];
  leftOut?: readonly string[];
}

const LOST: VitestRun = { tally: { passed: 0, failed: 1, skipped: 0 }, reports: [] };

/** Runs vitest as its user sees it, and counts from its own report. A run that outlives its time is a failure. */
export async function runVitest(
  { where = [], leftOut = [] }: WhichFiles,
  environment: Record<string, string>,
  timeoutMs: number,
): Promise<VitestRun> {
  const scratch = mkdtempSync(join(tmpdir(), 'hamnevis-report-'));
  const reportFile = join(scratch, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  try {
    const ended = await new Promise<'ended' | 'too long'>((resolve, reject) => {
      const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...where], {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        // Projects of vitest do not hear of `--exclude`; the configuration reads it here.
        env: { ...process.env, ...environment, TEST_LEFT_OUT: leftOut.join(' ') },
        detached: process.platform !== 'win32',
      });
      const killAll = () => {
        if (child.pid) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      };
      process.once('exit', killAll); // Ctrl-C: its group is not the terminal's.
      const timer = setTimeout(() => {
        killAll();
        resolve('too long');
      }, timeoutMs);
      child.on('error', reject);
      child.on('exit', () => {
        clearTimeout(timer);
        process.off('exit', killAll);
        resolve('ended');
      });
    });
    if (ended === 'too long') {
      console.log(`  the run was ended after ${Math.round(timeoutMs / 60_000)} minutes`);
      return LOST;
    }
    if (!existsSync(reportFile)) return LOST;
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
    return { tally: tallyOf(report), reports: [report] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
