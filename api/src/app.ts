// The whole API in one place: what every request passes, in order, and where each kind of request ends.
import { randomUUID } from 'node:crypto';
import { openFileStore } from '@hamnevis/db/files/file-store';
import { OpenAPIHono } from '@hono/zod-openapi';
import { compress } from 'hono/compress';
import { requestId } from 'hono/request-id';
import { createImageFetcher } from './fetching/fetch-image.ts';
import { createLimits } from './limits/limits.ts';
import { createApiMetrics } from './metrics/api-metrics.ts';
import { bodyLimits } from './middleware/body-limits.ts';
import { readCaller } from './middleware/caller.ts';
import { clientAddress } from './middleware/client-address.ts';
import { crossOrigin } from './middleware/cross-origin.ts';
import { idempotency } from './middleware/idempotency.ts';
import { guardKeys } from './middleware/key-guard.ts';
import { methodNotAllowedProblem } from './middleware/method-not-allowed.ts';
import { requestLog } from './middleware/request-log.ts';
import { sameSite } from './middleware/same-site.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { soundInput } from './middleware/sound-input.ts';
import { createErrorHandler } from './problems/answer-problem.ts';
import { refuseInput } from './problems/refuse-input.ts';
import { aiRunRoutes } from './routes/ai-runs.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { authRoutes } from './routes/auth.ts';
import { clientRoutes, unknownAddress } from './routes/client.ts';
import { collabTicketRoutes } from './routes/collab-tickets.ts';
import { contactRoutes } from './routes/contacts.ts';
import { docsRoutes } from './routes/docs.ts';
import { documentExportRoutes } from './routes/document-exports.ts';
import { documentListRoutes } from './routes/document-lists.ts';
import { documentPlaceRoutes } from './routes/document-places.ts';
import { documentRoutes } from './routes/documents.ts';
import { exportRoutes } from './routes/exports.ts';
import { fileRoutes } from './routes/files.ts';
import { healthRoutes } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { homelessWordRoutes } from './routes/homeless-words.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { meRoutes } from './routes/me.ts';
import { memberSessionRoutes } from './routes/member-sessions.ts';
import { memberRoutes } from './routes/members.ts';
import { messagingRoutes } from './routes/messaging.ts';
import { myInvitationRoutes } from './routes/my-invitations.ts';
import { openApiRoutes } from './routes/open-api.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { problemPageRoutes } from './routes/problem-pages.ts';
import { projectRoutes } from './routes/projects.ts';
import { replayRoutes } from './routes/replay.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { setupRoutes } from './routes/setup.ts';
import { templateRoutes } from './routes/templates.ts';
import { transitionRoutes } from './routes/transitions.ts';
import { versionRoutes } from './routes/versions.ts';
import { voiceRoutes } from './routes/voice.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { chooseSender } from './senders/choose-sender.ts';
import { chooseMessageSender } from './senders/message-sender.ts';
import { watchChannels } from './senders/watch-channels.ts';
import type { ApiDependencies, ApiEnv, ApiServices } from './services.ts';

/** The app, and what must be closed with it. */
export type Api = OpenAPIHono<ApiEnv> & { close(): void };

/** Builds the API on what it is given. Throws an Error with one clear line when a setting asks for what cannot be. */
export function createApi(dependencies: ApiDependencies): Api {
  const services = servicesOf(dependencies);
  const { settings, log, limits, metrics } = services;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInput });
  app.onError(createErrorHandler(log));
  app.notFound(unknownAddress(dependencies.clientDir));

  app.use(requestId());
  app.use(clientAddress(settings.TRUSTED_PROXIES));
  app.use(requestLog(log, metrics));
  app.use(securityHeaders(settings));
  app.use(compress());
  app.use(methodNotAllowedProblem(app));
  app.use('/api/*', crossOrigin(settings));
  app.use('/api/*', sameSite(settings));
  app.use('/api/*', readCaller(services));
  app.use('/api/*', bodyLimits(settings));
  app.use('/api/*', soundInput);
  app.use('/api/*', guardKeys(services));
  app.use('/api/*', idempotency(services));

  for (const routes of [
    setupRoutes,
    authRoutes,
    sessionRoutes,
    meRoutes,
    exportRoutes,
    contactRoutes,
    organizationRoutes,
    messagingRoutes,
    memberRoutes,
    memberSessionRoutes,
    apiKeyRoutes,
    invitationRoutes,
    myInvitationRoutes,
    workspaceRoutes,
    projectRoutes,
    templateRoutes,
    documentListRoutes,
    documentRoutes,
    documentExportRoutes,
    documentPlaceRoutes,
    collabTicketRoutes,
    transitionRoutes,
    versionRoutes,
    historyRoutes,
    replayRoutes,
    homelessWordRoutes,
    aiRunRoutes,
    voiceRoutes,
    fileRoutes,
  ]) {
    app.route('/api/v1', routes(services));
  }
  app.route('/', healthRoutes(services));
  app.route('/', problemPageRoutes());
  app.route('/', openApiRoutes(app));
  app.route('/', docsRoutes());
  if (dependencies.clientDir) app.route('/', clientRoutes(dependencies.clientDir));
  return Object.assign(app, { close: () => limits.close() });
}

function servicesOf(dependencies: ApiDependencies): ApiServices {
  const { settings, log, clock } = dependencies;
  if (!settings.APP_SECRET) throw new Error('APP_SECRET is needed: one-time codes are kept under it');
  const codeSender = dependencies.codeSender ?? chooseSender(settings);
  return {
    database: dependencies.database,
    signals: dependencies.signals,
    queues: dependencies.queues,
    settings,
    log,
    now: clock ?? (() => new Date()),
    codeSender,
    messageSender: dependencies.messageSender ?? chooseMessageSender(settings),
    channels: watchChannels(codeSender),
    fileStore: openFileStore(settings),
    imageFetcher: settings.FETCH_IMAGES ? (dependencies.imageFetcher ?? createImageFetcher()) : null,
    limits: createLimits(settings, (error) =>
      log.warn({ err: error }, 'Redis is away: limits are counted here'),
    ),
    metrics: createApiMetrics(),
    figures: dependencies.figures ?? (() => []),
    secret: settings.APP_SECRET,
    node: `api-${randomUUID()}`,
  };
}
