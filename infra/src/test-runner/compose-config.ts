// docker-compose.yml, judged by the real `docker compose config`: it validates, expands and knows service_healthy.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checks/check.ts';
import { cacheFolder } from '../services/cache-folder.ts';
import { type HadOrMissing, had, missing } from '../services/had-or-missing.ts';
import { findProgram, isExecutable, runCommand } from '../services/run-command.ts';

/** Newer ones carry `exclude` directives, which `go install` refuses. */
const COMPOSE_VERSION = 'v2.35.0';
const LEAST_BUILD_MS = 150_000;

export interface Compose {
  command: string;
  before: readonly string[];
}

/** Finds compose, or builds it with Go when there is time enough. */
export async function ensureCompose(timeLeftMs: number): Promise<HadOrMissing<Compose>> {
  const docker = findProgram('docker');
  if (docker && (await runCommand(docker, ['compose', 'version'], { timeoutMs: 10_000 })).ok) {
    return had({ command: docker, before: ['compose'] });
  }
  const built = join(cacheFolder(), `docker-compose-${COMPOSE_VERSION}`);
  if (isExecutable(built)) return had({ command: built, before: [] });
  const go = findProgram('go');
  if (!go) return missing('docker compose is not installed, and there is no Go to build it with');
  if (timeLeftMs < LEAST_BUILD_MS)
    return missing('docker compose is not installed, and no time was left to build it');
  const bin = join(cacheFolder(), `compose-build-${process.pid}`);
  mkdirSync(bin, { recursive: true });
  try {
    const install = await runCommand(go, ['install', `github.com/docker/compose/v2/cmd@${COMPOSE_VERSION}`], {
      timeoutMs: timeLeftMs,
      cwd: cacheFolder(),
      env: { ...process.env, GOBIN: bin, CGO_ENABLED: '0' },
    });
    const binary = join(bin, 'cmd');
    if (!install.ok || !existsSync(binary)) return missing(`building docker compose: ${install.reason}`);
    renameSync(binary, built);
    return had({ command: built, before: [] });
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}

/** The faults that compose finds in the project's file when the two secrets that it asks for are given. */
export async function composeFaults(compose: Compose): Promise<string[]> {
  const args = [...compose.before, '-f', 'docker-compose.yml', 'config', '--quiet'];
  const secrets = { POSTGRES_PASSWORD: 'p'.repeat(32), APP_SECRET: 's'.repeat(64) };
  const env = { ...process.env, ...secrets };
  const result = await runCommand(compose.command, args, { cwd: root, timeoutMs: 60_000, env });
  return result.ok ? [] : result.output.trimEnd().split('\n');
}
