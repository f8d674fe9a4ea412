// When something that was stored for good cannot be read: whoever meets it goes on with what is sound, and says so
// here. Each program hangs its log and its counter on it; the code that reads knows neither.
import { channel } from 'node:diagnostics_channel';
import type { Logger } from 'pino';

/**
 * - `corrupt-snapshot`: passed over; the text was built from an older one, or from the log.
 * - `corrupt-segment`: the history of its rows cannot be read. The text of now stands in a snapshot beyond it: rows are
 *   folded only behind one. Where that is broken too, the document stays closed rather than show less.
 * - `missing-rows`: nothing could be built. The document stays closed rather than show less.
 * - `unfoldable-rows`: rows that cannot be given back exactly stay in the log as they are.
 */
export const HISTORY_ALARM_KINDS = [
  'corrupt-snapshot',
  'corrupt-segment',
  'missing-rows',
  'unfoldable-rows',
] as const;
export type HistoryAlarmKind = (typeof HISTORY_ALARM_KINDS)[number];

export interface HistoryAlarm {
  kind: HistoryAlarmKind;
  documentId: string;
  /** Where in the log: the snapshot's own sequence, or the first row that is meant. */
  sequence: number;
}

const alarms = channel('hamnevis.history-alarm');

/** Raises an alarm with everybody in this process who listens. */
export function raiseHistoryAlarm(alarm: HistoryAlarm): void {
  alarms.publish(alarm);
}

/** Listens to alarms until the answer is called. */
export function onHistoryAlarm(listener: (alarm: HistoryAlarm) => void): () => void {
  const hear = (alarm: unknown) => listener(alarm as HistoryAlarm);
  alarms.subscribe(hear);
  return () => void alarms.unsubscribe(hear);
}

/** Writes every alarm of this process into a log, at error level. */
export function logHistoryAlarms(log: Logger): void {
  onHistoryAlarm((alarm) => log.error(alarm, `history alarm: ${alarm.kind}`));
}
