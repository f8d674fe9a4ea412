// `.env.example` is written from the settings themselves, so that the two never tell different stories.
import {
  parseSettings,
  SETTING_NAMES,
  type Settings,
  settingDescription,
} from '@hamnevis/core/settings/settings';

type SettingName = (typeof SETTING_NAMES)[number];

/** Which settings stand together, by the beginning of their names; the first group that fits takes a setting. */
const GROUPS: readonly { title: string; begins: readonly string[] }[] = [
  {
    title: 'Where it answers',
    begins: ['NODE_ENV', 'HOST', 'PORT', 'WORKER_', 'PUBLIC_URL', 'TRUSTED_', 'CORS_'],
  },
  {
    title: 'Where it keeps things',
    begins: ['DATA_DIR', 'S3_', 'DATABASE_', 'REDIS_', 'MIGRATE', 'APP_SECRET', 'COLLAB_URL'],
  },
  { title: 'Logs and metrics', begins: ['LOG_', 'METRICS_', 'OTEL_'] },
  { title: 'Messages: codes by phone and e-mail', begins: ['SMS_', 'KAVENEGAR_', 'SMTP_'] },
  { title: 'The AI co-writer', begins: ['OPENAI_', 'AI_', 'DEFAULT_MONTHLY_', 'DEMO_'] },
  { title: 'Voice reviews', begins: ['LIVEKIT_'] },
  { title: 'Limits', begins: ['RATE_', 'OTP_', 'INVITATIONS_', 'MAX_', 'COLLAB_'] },
  { title: 'Others', begins: [''] },
];

const HEAD = `# The settings of Hamnevis. Copy to .env and set what you need: everything has a default that works for
# trying out, and a wrong value is named at start. NAME_FILE=/path takes the value from a file (container secrets).
# Written by "npm run generate" from core/src/settings; a check compares the two.
`;

const COMPOSE = `
# --- Only for docker compose
# password of the Postgres container (openssl rand -hex 16); compose also needs APP_SECRET above
#POSTGRES_PASSWORD=
# address and port on which the proxy is published
#HTTP_BIND=127.0.0.1
#HTTP_PORT=8080
`;

/** The whole text of `.env.example`. */
export function renderEnvExample(): string {
  const parsed = parseSettings({});
  if (!parsed.ok) throw new Error('the defaults do not pass their own rules');
  const left = new Set<SettingName>(SETTING_NAMES);
  let text = HEAD;
  for (const { title, begins } of GROUPS) {
    const names = [...left].filter((name) => begins.some((begin) => name.startsWith(begin)));
    if (names.length === 0) continue;
    text += `\n# --- ${title}\n`;
    for (const name of names) {
      left.delete(name);
      const description = settingDescription(name);
      if (description) text += `# ${description}\n`;
      text += `#${name}=${defaultOf(parsed.settings, name)}\n`;
    }
  }
  return text + COMPOSE;
}

function defaultOf(settings: Settings, name: SettingName): string {
  const value: unknown = settings[name];
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(',') : String(value);
}
