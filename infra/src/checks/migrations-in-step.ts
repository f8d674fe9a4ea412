import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from '../services/run-command.ts';
import { type Check, root } from './check.ts';

/** The schema in code and the migrations beside it must tell the same story: generating anew leaves nothing to add. */
export const migrationsCheck: Check = {
  name: 'migrations are in step with the schema',
  run: async () => {
    const db = join(root, 'db');
    const scratch = mkdtempSync(join(tmpdir(), 'hamnevis-migrations-'));
    try {
      cpSync(join(db, 'src', 'migrations'), scratch, { recursive: true });
      const before = new Set(readdirSync(scratch));
      // drizzle-kit puts "./" before the folder, so it must be a relative one.
      const out = relative(db, scratch);
      const args = [
        'generate',
        '--dialect',
        'postgresql',
        '--schema',
        './src/schema/tables.ts',
        '--out',
        out,
      ];
      const kit = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');
      const generated = await runCommand(process.execPath, [kit, ...args], { cwd: db, timeoutMs: 60_000 });
      if (!generated.ok) return { ok: false, lines: generated.output.trimEnd().split('\n') };
      const added = readdirSync(scratch).filter((file) => !before.has(file));
      if (added.length === 0) return { ok: true };
      return {
        ok: false,
        lines: [
          `the schema changed without a migration; run "npx drizzle-kit generate" in db/ (${added.join(', ')})`,
        ],
      };
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};
