// The contract, fuzzed from outside: schemathesis reads /openapi.json of the running product and sends what the
// document allows and what it does not. No answer may be a failure of ours, and none may stand outside the document.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../services/cache-folder.ts';
import { type HadOrMissing, had, missing } from '../services/had-or-missing.ts';
import { findProgram, runCommand } from '../services/run-command.ts';
import { signIn } from '../testing/sign-in.ts';
import { startProduct } from '../testing/start-product.ts';

const VERSION = '4.32.5';
const INSTALL_MS = 90_000;
const FUZZ_SECONDS = 45;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/** The admin of the demo library: everything that an answer could show is theirs to see. */
const ADMIN = '09000000001';
const LIMITS = {
  RATE_LIMIT_PERSON_PER_MINUTE: '100000',
  OTP_REQUESTS_PER_CONTACT: '10000',
  AI_RUNS_PER_MINUTE: '10000',
};
/** A room server that nobody calls: tokens for it are signed here, and 503 would say that there is none. */
const VOICE = {
  LIVEKIT_URL: 'ws://127.0.0.1:7880',
  LIVEKIT_API_KEY: 'fuzzed',
  LIVEKIT_API_SECRET: 'a secret of thirty-two letters or more',
};

/** Finds schemathesis, or installs it by pip into a folder of its own. */
export async function ensureFuzzer(timeLeftMs: number): Promise<HadOrMissing<string>> {
  const folder = join(cacheFolder(), `schemathesis-${VERSION}`);
  const command = join(folder, 'bin', 'schemathesis');
  if (existsSync(command)) return had(command);
  const python = findProgram('python3');
  if (!python) return missing('there is no python3 to install schemathesis with');
  if (timeLeftMs < INSTALL_MS) return missing('no time was left to install schemathesis');
  // Scripts of an environment name its folder, so it is made in its place and marked when it is whole.
  rmSync(folder, { recursive: true, force: true });
  const made = await runCommand(python, ['-m', 'venv', folder], { timeoutMs: INSTALL_MS });
  if (!made.ok) return missing(`python3 -m venv: ${made.reason}`);
  const pip = join(folder, 'bin', 'pip');
  const args = ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
  const installed = await runCommand(pip, args, { timeoutMs: INSTALL_MS });
  if (!installed.ok) {
    renameSync(folder, `${folder}.broken`);
    rmSync(`${folder}.broken`, { recursive: true, force: true });
    return missing(`pip install schemathesis: ${installed.reason}`);
  }
  return had(command);
}

/** Fuzzes the product for a while; the lines of what was found, with the seed that finds it again. */
export async function fuzzContract(fuzzer: string, seed: number): Promise<string[]> {
  const product = await startProduct({ env: { ...LIMITS, ...VOICE } });
  const scratch = mkdtempSync(join(tmpdir(), 'hamnevis-fuzz-'));
  try {
    const { token } = await signIn(product.url, ADMIN);
    const args = [
      ...['run', `${product.url}/openapi.json`, '--header', `Authorization: Bearer ${token}`],
      ...['--phases', 'examples,coverage,fuzzing', '--max-time', String(FUZZ_SECONDS), '--workers', '1'],
      ...['--checks', CHECKS.join(','), '--seed', String(seed), '--warnings', 'off', '--no-color'],
      // Whoever ends the session of the fuzzer finds nothing any more; and made-up addresses are asked of nobody.
      ...['--exclude-path-regex', '/auth/(sessions|sign-out)|/fetched-images', '--request-timeout', '20'],
    ];
    const timeoutMs = (FUZZ_SECONDS + 60) * 1000;
    const run = await runCommand(fuzzer, args, { cwd: scratch, timeoutMs });
    if (run.ok) return [];
    return [`schemathesis, seed ${seed}: ${run.reason}`, ...run.output.trimEnd().split('\n').slice(-150)];
  } finally {
    await product.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
