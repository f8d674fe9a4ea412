// How this program is. Orchestrators ask /livez and /readyz, people /health, Prometheus /metrics; what each part
// says in detail is for this machine and for those who hold the token.
import { Problem } from '@hamnevis/core/problems/catalogue';
import { writeFigures } from '@hamnevis/db/program/figures';
import { holdsToken, isLocal } from '@hamnevis/db/program/insider';
import { type Context, Hono } from 'hono';
import { bearerOf } from '../middleware/session.ts';
import type { ApiEnv, ApiServices } from '../services.ts';

const PATIENCE_MS = 2000;

interface Check {
  state: 'ok' | 'down';
  ms: number;
  error?: string;
}

export function healthRoutes(services: ApiServices) {
  const { database, queues, limits, metrics, settings } = services;
  const checkDatabase = async (): Promise<Check> => {
    const check = await checkOf(() => database.sql('select 1'));
    metrics.databaseUp.set(check.state === 'ok' ? 1 : 0);
    metrics.databaseSeconds.observe(check.ms / 1000);
    return check;
  };
  const isInsider = (c: Context<ApiEnv>): boolean =>
    isLocal(c.get('clientAddress'), (name) => c.req.raw.headers.has(name)) ||
    holdsToken(bearerOf(c), settings.METRICS_TOKEN);

  return new Hono<ApiEnv>()
    .get('/livez', (c) => c.text('ok'))
    .get('/readyz', async (c) => {
      const { state } = await checkDatabase();
      return c.text(state, state === 'ok' ? 200 : 503);
    })
    .get('/health', async (c) => {
      const [databaseCheck, queueCheck, limitCheck] = await Promise.all([
        checkDatabase(),
        checkOf(() => queues.ping()),
        limits.ping ? checkOf(limits.ping) : undefined,
      ]);
      const checks: Record<string, Check> = { database: databaseCheck, queues: queueCheck };
      if (limitCheck) checks.limits = limitCheck;
      const isOk = Object.values(checks).every((check) => check.state === 'ok');
      const insider = isInsider(c);
      const dependencies = Object.fromEntries(
        Object.entries(checks).map(([name, check]) => [name, insider ? check : { state: check.state }]),
      );
      c.header('Cache-Control', 'no-store');
      return c.json({ state: isOk ? 'ok' : 'down', dependencies }, isOk ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      if (!isInsider(c)) throw new Problem('not-found');
      await checkDatabase();
      const text = `${await metrics.registry.metrics()}${writeFigures(services.figures())}`;
      return c.body(text, 200, { 'Content-Type': metrics.registry.contentType });
    });
}

async function checkOf(ask: () => Promise<unknown>): Promise<Check> {
  const startedAt = performance.now();
  const elapsed = () => Math.round((performance.now() - startedAt) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return { state: 'ok', ms: elapsed() };
  } catch (error) {
    return { state: 'down', ms: elapsed(), error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
