// `npm start` from top to bottom: what is opened, in which order, and how it is let go again. Every step that may
// fail for a reason outside of the code throws a StartFault, whose line is all that its reader sees.
import type { Settings } from '@hamnevis/core/settings/settings';
import { logHistoryAlarms } from '@hamnevis/db/log/history-alarm';
import { openServices, type Services } from '@hamnevis/db/open-services';
import { hasAnybody } from '@hamnevis/db/queries/people';
import { createSetupToken } from '@hamnevis/db/queries/setup-links';
import type { Logger } from 'pino';
import { buildClient, ClientBuildFailed, clientDistFolder } from '../client-build/build-client.ts';
import { seedDemo } from '../demo-data/seed-demo.ts';
import { DEMO_MODEL, startDemoModel } from '../demo-model/start-demo-model.ts';
import { appSecretOf } from './app-secret.ts';
import { openDataFolder } from './data-folder.ts';
import type { Drain } from './drain.ts';
import { takeFolderLock } from './folder-lock.ts';
import { bindHttpFront } from './http-front.ts';
import type { LaunchOptions } from './launch-options.ts';
import { type BroughtParts, startPrograms } from './programs.ts';
import { StartFault, systemErrorCode } from './start-fault.ts';
import type { Welcome } from './welcome.ts';

/** Requests in flight have this long after SIGTERM; the sockets are closed by the collab-server itself. */
const LAST_REQUESTS_MS = 1_500;

/** Starts the whole product; answers what to tell the person at the console. */
export async function launch(given: {
  settings: Settings;
  options: LaunchOptions;
  log: Logger;
  drain: Drain;
  say: (line: string) => void;
  brought?: BroughtParts;
}): Promise<Welcome> {
  const { options, log, drain, say, brought = {} } = given;
  const dataDir = openDataFolder(given.settings.DATA_DIR);
  const lock = await takeFolderLock(dataDir);
  drain.add('data folder', () => lock.release());

  const front = await bindHttpFront(given.settings.HOST, given.settings.PORT);
  const url = given.settings.PUBLIC_URL ?? `http://${hostInUrl(given.settings.HOST)}:${front.port}`;
  lock.announce(url);
  await buildClientOrSay(say);

  const model = await modelFor(given.settings, drain);
  const settings: Settings = {
    ...given.settings,
    ...model,
    DATA_DIR: dataDir,
    PORT: front.port,
    // The worker reaches the sockets where everybody does.
    COLLAB_URL: given.settings.COLLAB_URL ?? `ws://${hostInUrl(given.settings.HOST)}:${front.port}/collab`,
    APP_SECRET: given.settings.APP_SECRET ?? appSecretOf(dataDir),
  };
  logHistoryAlarms(log);
  const services = await openServicesOrSay(settings, log);
  drain.add('database', () => services.close());
  const welcome = await welcomeFor(services, { settings, options, url });
  drain.add('requests', () => front.emptied(LAST_REQUESTS_MS));
  front.open(await startPrograms({ settings, services, log, clientDir: clientDistFolder, drain, brought }));
  // Added last, so it goes first: nobody new comes in while the programs let go.
  drain.add('port', () => front.shut());
  return welcome;
}

async function welcomeFor(
  { database }: Services,
  { settings, options, url }: { settings: Settings; options: LaunchOptions; url: string },
): Promise<Welcome> {
  const mayHaveDemo = !options.empty && settings.NODE_ENV !== 'production';
  if (mayHaveDemo && (await seedDemo(database)) !== 'other data') return { kind: 'demo', url };
  if (await hasAnybody(database.queries)) return { kind: 'plain', url };
  const token = await createSetupToken(database.queries, new Date());
  return { kind: 'setup', url, setupLink: `${url}/setup?token=${token}` };
}

async function buildClientOrSay(say: (line: string) => void): Promise<void> {
  try {
    await buildClient(say);
  } catch (error) {
    if (!(error instanceof ClientBuildFailed)) throw error;
    throw new StartFault(
      ...error.output.split('\n'),
      `${error.message}; the bundler's last lines stand above.`,
    );
  }
}

/** The model of the settings; without one, outside production, the built-in one on a port of its own. */
async function modelFor(settings: Settings, drain: Drain): Promise<Partial<Settings>> {
  if (settings.OPENAI_BASE_URL || settings.NODE_ENV === 'production') return {};
  const model = await startDemoModel({
    host: '127.0.0.1',
    port: 0,
    tokensPerSecond: settings.DEMO_TOKENS_PER_SECOND,
  });
  drain.add('demo model', () => model.stop());
  return { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: DEMO_MODEL, OPENAI_DEFAULT_MODEL: DEMO_MODEL };
}

async function openServicesOrSay(settings: Settings, log: Logger): Promise<Services> {
  try {
    return await openServices(settings, (error) =>
      log.warn({ err: error }, 'a service is away; it is tried again'),
    );
  } catch (error) {
    const code = systemErrorCode(error);
    const reason = (error instanceof Error && error.message) || code || String(error);
    log.debug({ err: error }, 'the services could not be opened');
    if (!settings.embedded) {
      throw new StartFault(`the services of DATABASE_URL and REDIS_URL could not be opened: ${reason}.`);
    }
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new StartFault(
        `DATA_DIR ${settings.DATA_DIR} is on a full disk: the database could not be opened.`,
      );
    }
    throw new StartFault(
      `the database in DATA_DIR ${settings.DATA_DIR} could not be opened (${reason}): put a backup in its place, or set DATA_DIR to another folder. LOG_LEVEL=debug says more.`,
    );
  }
}

/** An address that can be written into a URL; one that means "everywhere" is reached on loopback. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
