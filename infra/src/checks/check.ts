import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../services/run-command.ts';

/** The folder that holds package.json and the workspaces. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** What a check found: nothing, or the lines that say what to mend. */
export type Findings = { ok: true; note?: string } | { ok: false; lines: readonly string[] };

export interface Check {
  name: string;
  run(): Promise<Findings>;
}

/** A tool of node_modules whose exit code is the verdict and whose output is the explanation. */
export function toolCheck(name: string, script: string, args: readonly string[], cwd = root): Check {
  return {
    name,
    run: async () => {
      const result = await runCommand(process.execPath, [join(root, 'node_modules', script), ...args], {
        cwd,
        timeoutMs: 180_000,
        env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
      });
      if (result.ok) return { ok: true };
      return { ok: false, lines: [...result.output.trimEnd().split('\n'), result.reason].slice(-120) };
    },
  };
}
