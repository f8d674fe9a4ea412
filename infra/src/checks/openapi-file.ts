import { createApi } from '@hamnevis/api/app';
import { openApiDocument } from '@hamnevis/api/routes/open-api';
import { parseSettings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import type { Queues } from '@hamnevis/db/queues/connect-queues';
import { createLocalSignals } from '@hamnevis/db/signals/signals';
import { pino } from 'pino';

/** The text of `docs/openapi.json`: what the running API answers at /openapi.json. */
export function renderOpenApi(): string {
  const parsed = parseSettings({ APP_SECRET: 'only the routes are looked at here' });
  if (!parsed.ok) throw new Error('the defaults do not pass their own rules');
  const api = createApi({
    settings: parsed.settings,
    log: pino({ level: 'silent' }),
    signals: createLocalSignals(),
    // Routes hold these and ask nothing of them until a request comes; none comes.
    database: {} as Database,
    queues: {} as Queues,
  });
  try {
    return `${JSON.stringify(openApiDocument(api), null, 2)}\n`;
  } finally {
    api.close();
  }
}
