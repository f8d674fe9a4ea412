// All settings, read and validated in one place. Pure: a record of strings in; settings, or every fault, out.
import { z } from 'zod';

/** A fault in one setting; `setting` is its name as the user writes it. */
export interface SettingFault {
  setting: string;
  message: string;
}

const text = z.string().trim();
const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'])
  .transform((v) => ['true', '1', 'on', 'yes'].includes(v));
const whole = (min: number, max: number) =>
  text
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));
const list = text.transform((v) =>
  v
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const url = (...protocols: string[]) =>
  text.refine(
    (v) => {
      const parsed = URL.parse(v);
      return parsed !== null && protocols.includes(parsed.protocol.slice(0, -1));
    },
    `must be a URL beginning with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  );

/** Every setting with its default; `.describe` is what `.env.example` says of it. */
const shape = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('production switches demo data, demo model and printed codes off'),
  HOST: text.default('127.0.0.1').describe('address to listen on'),
  PORT: whole(0, 65535).default(3000).describe('port to listen on; 0 takes a free one'),
  WORKER_PORT: whole(0, 65535)
    .optional()
    .describe(
      'port on which a worker that runs apart answers /livez, /readyz, /health and /metrics; without it nothing is opened',
    ),
  PUBLIC_URL: url('http', 'https')
    .optional()
    .describe('address that people open; decides cookie name, Secure, allowed Origin and links'),
  TRUSTED_PROXIES: list
    .default([])
    .describe('comma-separated addresses or CIDR ranges whose forwarding headers count'),
  CORS_ALLOWED_ORIGINS: list
    .default([])
    .describe('further origins that may call the API and the sockets, comma-separated'),
  DATA_DIR: text.default('.data').describe('folder of the embedded database and files'),
  S3_ENDPOINT: url('http', 'https')
    .optional()
    .describe('S3-compatible server for uploaded files; without it they lie in DATA_DIR/files'),
  S3_BUCKET: text.optional().describe('bucket of that server'),
  S3_REGION: text.default('auto').describe('its region'),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  DATABASE_URL: url('postgres', 'postgresql')
    .optional()
    .describe('Postgres 15+ with pgvector 0.8; without it the embedded PGlite'),
  REDIS_URL: url('redis', 'rediss').optional().describe('Redis 7+; needed together with DATABASE_URL'),
  REDIS_PREFIX: text
    .regex(/^[\w-]+$/, 'may hold letters, digits, _ and - only')
    .default('hamnevis')
    .describe('first part of every key and channel in Redis, so that several installations can share one'),
  MIGRATE: flag.default(true).describe('run migrations at start'),
  APP_SECRET: text
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('pepper of one-time codes; generated in DATA_DIR when embedded, required with DATABASE_URL'),
  COLLAB_URL: url('ws', 'wss')
    .optional()
    .describe('where the worker reaches the collab-server; the own port when all run in one process'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  METRICS_TOKEN: text
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('opens /metrics and health details from outside loopback'),
  SMS_PROVIDER: z.enum(['console', 'kavenegar']).default('console').describe('who sends codes to phones'),
  KAVENEGAR_API_KEY: text.optional().describe('key of the Kavenegar account'),
  KAVENEGAR_TEMPLATE: text.optional().describe('verify/lookup template of the code message'),
  KAVENEGAR_URL: url('http', 'https')
    .default('https://api.kavenegar.com')
    .describe('where its API is asked; a way of one’s own to it, where it cannot be reached directly'),
  KAVENEGAR_SENDER: text.optional().describe('line for other messages'),
  SMTP_URL: url('smtp', 'smtps')
    .optional()
    .describe(
      'mail server, smtp://user:password@host:587 or smtps://; without it codes by mail go to the console, in production nowhere',
    ),
  SMTP_FROM: text.optional().describe('sender address of mails'),
  OPENAI_BASE_URL: url('http', 'https')
    .optional()
    .describe('any OpenAI-compatible server; without it the built-in demo model, which production refuses'),
  OPENAI_API_KEY: text.optional().describe('key for that server'),
  OPENAI_DEFAULT_MODEL: text.default('gpt-4o-mini').describe('model of AI runs'),
  AI_IDLE_TIMEOUT_SECONDS: whole(1, 600)
    .default(30)
    .describe('a model that sends nothing for so long is given up'),
  AI_RUNS_PER_MINUTE: whole(1, 10_000).default(10).describe('AI runs a person may start in a minute'),
  DEMO_TOKENS_PER_SECOND: whole(1, 2000).default(60).describe('speed of the demo model'),
  LIVEKIT_URL: url('ws', 'wss', 'http', 'https').optional().describe('LiveKit server for voice reviews'),
  LIVEKIT_API_KEY: text.optional(),
  LIVEKIT_API_SECRET: text.optional(),
  LIVEKIT_ROOM_MAX_PARTICIPANTS: whole(2, 500).default(20),
  LIVEKIT_ROOM_EMPTY_TIMEOUT: whole(10, 86_400).default(300).describe('seconds an empty room is kept'),
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000).default(600).describe('API requests of one address in a minute'),
  RATE_LIMIT_PERSON_PER_MINUTE: whole(1, 1_000_000)
    .default(1200)
    .describe('API requests of one person in a minute, from all their addresses'),
  RATE_LIMIT_KEY_PER_MINUTE: whole(1, 1_000_000)
    .default(600)
    .describe('API requests of one API key in a minute'),
  OTP_REQUESTS_PER_MINUTE: whole(1, 100_000)
    .default(5)
    .describe('one-time codes that one address may ask for in a minute'),
  OTP_REQUESTS_PER_CONTACT: whole(1, 100_000)
    .default(3)
    .describe('one-time codes that one number or e-mail address is sent in ten minutes'),
  OTP_WRONG_CODES: whole(5, 100_000)
    .default(10)
    .describe('wrong codes after which a number or address rests for a quarter of an hour'),
  OTP_SENDS_PER_PREFIX: whole(1, 1_000_000)
    .default(300)
    .describe('codes sent in an hour to numbers that begin alike (country and operator)'),
  OTP_SENDS_PER_DAY: whole(1, 10_000_000)
    .default(5000)
    .describe('codes sent in a day by text message, and as many by mail'),
  INVITATIONS_PER_HOUR: whole(1, 100_000)
    .default(60)
    .describe('invitations that one organization sends as messages in an hour'),
  OTP_RESEND_SECONDS: whole(0, 3600).default(60).describe('pause before a second code to the same contact'),
  MAX_FILE_SIZE_MB: whole(1, 1024).default(25).describe('largest uploaded file'),
  FILES_KEEP_UNUSED_DAYS: whole(1, 36_500)
    .default(30)
    .describe('days for which a file is kept that no text names any more, at no moment of its history'),
  FETCH_IMAGES: flag
    .default(true)
    .describe('the server fetches images of other sites when somebody who pasted them asks for it'),
  FETCHED_IMAGES_PER_MINUTE: whole(1, 10_000)
    .default(60)
    .describe('images of other sites that one person may have fetched in a minute'),
  MAX_BODY_KB: whole(1, 100_000).default(256).describe('largest JSON body'),
  COLLAB_MAX_UPDATE_KB: whole(16, 16_384).default(4096).describe('largest single update'),
  COLLAB_MAX_DOCUMENT_MB: whole(1, 1024)
    .default(32)
    .describe('largest document state; its writers are warned from 80 % on'),
  COLLAB_UPDATES_PER_SECOND: whole(1, 100_000)
    .default(200)
    .describe('updates per second of one connection before it is slowed down'),
  COLLAB_SNAPSHOT_EVERY: whole(1, 1_000_000)
    .default(500)
    .describe('updates after which a document is folded into a new snapshot'),
  COLLAB_IDLE_SECONDS: whole(1, 86_400)
    .default(30)
    .describe(
      'seconds without a change after which an open document is kept as bytes, a tenth of its memory',
    ),
  HISTORY_FOLD_AFTER_HOURS: whole(1, 24 * 365)
    .default(24)
    .describe('age in hours at which rows of the log move into segments, which keep every one in less space'),
  VERSIONS_THIN_AFTER_DAYS: whole(1, 36_500)
    .optional()
    .describe(
      'age in days from which one automatic version a day is kept; without it all are. Named and sealed ones always are',
    ),
} satisfies Record<string, z.ZodType>;

const schema = z.object(shape);
type Parsed = z.infer<typeof schema>;

export interface Settings extends Omit<Parsed, 'PUBLIC_URL'> {
  PUBLIC_URL: string | undefined;
  /** True when the database is the embedded one. */
  embedded: boolean;
}

/** Names and words of every setting, in order, for `.env.example` and its test. */
export const SETTING_NAMES = Object.keys(shape) as (keyof typeof shape)[];

/** What a setting is for, in one line. */
export function settingDescription(name: keyof typeof shape): string | undefined {
  return (shape[name] as z.ZodType).description;
}

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; faults: SettingFault[] };

/**
 * Reads settings from an environment. Empty values count as absent. `NAME_FILE` is not read here: the caller
 * resolves files first. Every fault is named at once.
 */
export function parseSettings(environment: Record<string, string | undefined>): SettingsResult {
  const given: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = environment[name];
    if (value !== undefined && value.trim() !== '') given[name] = value;
  }
  const result = schema.safeParse(given);
  const faults: SettingFault[] = result.success
    ? []
    : result.error.issues.map((issue) => ({ setting: String(issue.path[0]), message: issue.message }));
  faults.push(...faultsBetween(given, faults));
  if (faults.length > 0 || !result.success) return { ok: false, faults };
  return {
    ok: true,
    settings: {
      ...result.data,
      PUBLIC_URL: result.data.PUBLIC_URL?.replace(/\/+$/, ''),
      embedded: !result.data.DATABASE_URL,
    },
  };
}

/** Settings that need one another. Those already faulty by themselves are not named again. */
function faultsBetween(given: Record<string, string>, known: SettingFault[]): SettingFault[] {
  const faults: SettingFault[] = [];
  const need = (setting: string, message: string) => {
    if (!given[setting] && !known.some((fault) => fault.setting === setting))
      faults.push({ setting, message });
  };
  if (given.DATABASE_URL) {
    need('REDIS_URL', 'is needed with DATABASE_URL: jobs and hints between programs travel through Redis');
    need('APP_SECRET', 'is needed with DATABASE_URL: all programs must share it (openssl rand -hex 32)');
  }
  if (given.REDIS_URL)
    need('DATABASE_URL', 'is needed with REDIS_URL: the embedded database runs in one process');
  if (given.SMS_PROVIDER === 'kavenegar') {
    need('KAVENEGAR_API_KEY', 'is needed with SMS_PROVIDER=kavenegar');
    need('KAVENEGAR_TEMPLATE', 'is needed with SMS_PROVIDER=kavenegar');
  }
  if (given.SMTP_URL) need('SMTP_FROM', 'is needed with SMTP_URL');
  if (given.OPENAI_BASE_URL) need('OPENAI_API_KEY', 'is needed with OPENAI_BASE_URL');
  if (given.S3_ENDPOINT) {
    for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])
      need(name, 'is needed with S3_ENDPOINT');
  }
  if (given.LIVEKIT_URL) {
    need('LIVEKIT_API_KEY', 'is needed with LIVEKIT_URL');
    need('LIVEKIT_API_SECRET', 'is needed with LIVEKIT_URL');
  }
  if (given.NODE_ENV === 'production') {
    need('PUBLIC_URL', 'is needed in production: cookies, Origin checks and links depend on it');
  }
  return faults;
}
