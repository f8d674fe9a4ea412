import { HISTORY_ALARM_KINDS, onHistoryAlarm } from '@hamnevis/db/log/history-alarm';
import { HISTORY_ALARMS } from '@hamnevis/db/program/history-alarm-figures';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** What can be wrong with the one-time codes that are sent. */
export const CODE_ALARM_KINDS = ['prefix-cap', 'day-cap', 'ratio'] as const;

/** What the API counts. Labels are route patterns and outcomes, never ids or people. */
export interface ApiMetrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  databaseSeconds: Histogram;
  databaseUp: Gauge;
  signIns: Counter<'outcome'>;
  codes: Counter<'channel' | 'outcome'>;
  signInLocks: Counter<'channel'>;
  codeAlarms: Counter<'kind'>;
  transitions: Counter<'step'>;
  aiRuns: Counter<'kind'>;
}

/** A registry of its own for each API, so that several can stand in one process. */
export function createApiMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const historyAlarms = new Counter({
    ...HISTORY_ALARMS,
    labelNames: ['kind'],
    registers,
  });
  // At zero from the start: whoever watches for a rise sees the first alarm too.
  for (const kind of HISTORY_ALARM_KINDS) historyAlarms.inc({ kind }, 0);
  onHistoryAlarm(({ kind }) => historyAlarms.inc({ kind }));
  const codeAlarms = new Counter({
    name: 'hamnevis_code_alarms_total',
    help: 'Alarms about one-time codes: a cap of sends was reached, or far more are sent than entered',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of CODE_ALARM_KINDS) codeAlarms.inc({ kind }, 0);
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'hamnevis_http_request_seconds',
      help: 'Time to answer a request, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
      registers,
    }),
    databaseSeconds: new Histogram({
      name: 'hamnevis_database_ping_seconds',
      help: 'Round trip to the database, measured at each health check',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2],
      registers,
    }),
    databaseUp: new Gauge({
      name: 'hamnevis_database_up',
      help: '1 when the database answered the last check',
      registers,
    }),
    signIns: new Counter({
      name: 'hamnevis_sign_ins_total',
      help: 'One-time codes that were entered, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    codes: new Counter({
      name: 'hamnevis_codes_total',
      help: 'One-time codes that were handed to a sender, by channel and outcome',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    signInLocks: new Counter({
      name: 'hamnevis_sign_in_locks_total',
      help: 'Numbers and addresses that were locked for a while after too many wrong codes, by channel',
      labelNames: ['channel'],
      registers,
    }),
    codeAlarms,
    transitions: new Counter({
      name: 'hamnevis_transitions_total',
      help: 'Workflow steps that were taken',
      labelNames: ['step'],
      registers,
    }),
    aiRuns: new Counter({
      name: 'hamnevis_ai_runs_asked_total',
      help: 'AI runs that were asked for',
      labelNames: ['kind'],
      registers,
    }),
  };
}
