// How each of the three programs begins and ends when it runs apart. (`npm start` runs them together instead, and
// has its own words for the embedded database and the data folder.)
import type { Settings } from '@hamnevis/core/settings/settings';
import { type Logger, pino } from 'pino';
import { logHistoryAlarms } from '../log/history-alarm.ts';
import { openServices, type Services } from '../open-services.ts';
import { readSettings, settingFaultLines } from '../read-settings.ts';

export interface Program {
  settings: Settings;
  log: Logger;
  services: Services;
}

/**
 * Reads the settings and opens the services of a program that runs apart. Anything that stands in the way is one
 * clear line each on standard error, and the process exits with 1.
 */
export async function openProgram(name: 'api' | 'collab-server' | 'worker'): Promise<Program> {
  const read = readSettings(process.env);
  if (!read.ok) return fail(settingFaultLines(read.faults));
  const { settings } = read;
  if (settings.embedded) {
    return fail([
      `the ${name} alone needs DATABASE_URL and REDIS_URL: the embedded database runs in one process (npm start)`,
    ]);
  }
  const log = pino({ level: settings.LOG_LEVEL, base: { program: name } });
  logHistoryAlarms(log);
  try {
    const services = await openServices(settings, (error) =>
      log.warn({ err: error }, 'a service is away; it is tried again'),
    );
    return { settings, log, services };
  } catch (error) {
    log.debug({ err: error }, 'the services could not be opened');
    return fail([`the services of DATABASE_URL and REDIS_URL could not be opened: ${reasonOf(error)}`]);
  }
}

/** Runs `stop` once on SIGTERM or SIGINT and exits with 0 after it. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop().then(
        () => process.exit(0),
        (error: unknown) => fail([`could not be let go in order: ${reasonOf(error)}`]),
      );
    });
  }
}

/** Says why the program cannot run, a line each, and ends it. */
export function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`hamnevis: ${line}\n`);
  process.exit(1);
}

/** Connection errors of Node carry their address in the code and the inner errors, and often no message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.message) return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
