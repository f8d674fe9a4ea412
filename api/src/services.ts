// What every route and command of the API stands on; made once, in app.ts.
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import type { FileStore } from '@hamnevis/db/files/file-store';
import type { Figure } from '@hamnevis/db/program/figures';
import type { ActiveKey } from '@hamnevis/db/queries/api-keys';
import type { ActiveSession } from '@hamnevis/db/queries/sessions';
import type { Queues } from '@hamnevis/db/queues/connect-queues';
import type { Signals } from '@hamnevis/db/signals/signals';
import type { Logger } from 'pino';
import type { ImageFetcher } from './fetching/fetch-image.ts';
import type { AnswerSeal } from './idempotency/kept-answer.ts';
import type { Limits } from './limits/limits.ts';
import type { ApiMetrics } from './metrics/api-metrics.ts';
import type { CodeSender } from './senders/code-sender.ts';
import type { MessageSender } from './senders/message-sender.ts';
import type { ChannelWatch } from './senders/watch-channels.ts';

/** What the API is given by whoever starts it. */
export interface ApiDependencies {
  database: Database;
  signals: Signals;
  settings: Settings;
  queues: Queues;
  log: Logger;
  /** Folder of the built client; without it the API serves no pages. */
  clientDir?: string;
  clock?: () => Date;
  /** Instead of the one that the settings name; tests listen with it. */
  codeSender?: CodeSender;
  messageSender?: MessageSender;
  /** Instead of the one that reaches nothing but the public network; a test has a site of its own. */
  imageFetcher?: ImageFetcher;
  /** What other programs in this process count; it stands in /metrics beside the API's own. */
  figures?: () => Figure[];
}

export interface ApiServices {
  database: Database;
  signals: Signals;
  settings: Settings;
  queues: Queues;
  log: Logger;
  now(): Date;
  codeSender: CodeSender;
  /** For what people are told without having asked. */
  messageSender: MessageSender;
  /** Whether codes can be sent, by channel. */
  channels: ChannelWatch;
  /** The bytes of uploaded files. */
  fileStore: FileStore;
  /** Who fetches images of other sites; null where that is switched off. */
  imageFetcher: ImageFetcher | null;
  limits: Limits;
  metrics: ApiMetrics;
  /** Of other programs in this process. */
  figures(): Figure[];
  /** The pepper of one-time codes. */
  secret: string;
  /** This process in hints: who reads its own hint back ignores it. */
  node: string;
}

/** What travels with a request. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    /** Of the client, past the trusted proxies; empty when the socket has none. */
    clientAddress: string;
    /** The session, if the request carries one that holds. */
    session: ActiveSession | undefined;
    /** The API key that stands in the session's place, if the request came by one. */
    apiKey: ActiveKey | undefined;
    /** Where the request came under an Idempotency-Key: for what is answered in the transaction of the act. */
    answerSeal?: AnswerSeal;
    secureHeadersNonce?: string;
  };
}
