// Reads settings and options, launches, and sees to it that the process ends well: drained on SIGTERM and SIGINT, visibly
// and with exit code 1 on anything that nobody handled.
import { readSettings, settingFaultLines } from '@hamnevis/db/read-settings';
import { pino } from 'pino';
import { createDrain } from './drain.ts';
import { parseLaunchOptions, USAGE } from './launch-options.ts';
import type { BroughtParts } from './programs.ts';
import { makeImportsQuick } from './quick-imports.ts';
import { StartFault } from './start-fault.ts';

/** SIGTERM must end in 5 s; what still hangs then is cut off. */
const LAST_MOMENT_MS = 4_700;

const say = (line: string) => console.log(line);
let leave: (code: number) => Promise<void> = async (code) => process.exit(code);

/** The whole life of the process. */
export async function runLauncher(brought: BroughtParts = {}): Promise<void> {
  try {
    await run(brought);
  } catch (error) {
    if (error instanceof StartFault) for (const line of error.lines) console.error(`hamnevis: ${line}`);
    else console.error('hamnevis: the start failed, which is a fault of the program:', error);
    await leave(1);
  }
}

async function run(brought: BroughtParts): Promise<void> {
  const options = parseLaunchOptions(process.argv.slice(2));
  if (options === 'help') return say(USAGE);
  const read = readSettings(process.env);
  if (!read.ok) throw new StartFault(...settingFaultLines(read.faults));

  // The console belongs to its reader (address, codes): requests are only logged there when asked for.
  const level = process.env.LOG_LEVEL ? read.settings.LOG_LEVEL : 'warn';
  const log = pino({ level }, pino.destination({ dest: 1, sync: true }));
  const drain = createDrain((step, error) => log.error({ err: error, step }, 'could not be let go in order'));
  leave = async (code) => {
    setTimeout(() => process.exit(1), LAST_MOMENT_MS).unref();
    const failed = await drain.run();
    process.exit(failed.length > 0 ? 1 : code);
  };
  const crash = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, `${kind}; stopping`);
    void leave(1);
  };
  process.on('uncaughtException', crash('an exception that nobody caught'));
  process.on('unhandledRejection', crash('a rejection that nobody handled'));
  const stop = () => {
    say('Stopping.');
    void leave(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  makeImportsQuick();
  const [{ launch }, { welcomeLines }] = await Promise.all([import('./launch.ts'), import('./welcome.ts')]);
  const welcome = await launch({ settings: read.settings, options, log, drain, say, brought });
  for (const line of welcomeLines(welcome)) say(line);
}
