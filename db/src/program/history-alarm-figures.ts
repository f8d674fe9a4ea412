import { HISTORY_ALARM_KINDS, onHistoryAlarm } from '../log/history-alarm.ts';
import type { Figure } from './figures.ts';

export const HISTORY_ALARMS = {
  name: 'hamnevis_history_alarms_total',
  help: 'Stored snapshots, segments or rows of the log that could not be read, by kind',
} as const;

const counts = new Map(HISTORY_ALARM_KINDS.map((kind) => [kind, 0]));
onHistoryAlarm(({ kind }) => void counts.set(kind, (counts.get(kind) ?? 0) + 1));

/** The alarms of this process since it began. They are told from the first one that could be, so that a rise is seen. */
export function historyAlarmFigures(): Figure[] {
  return [...counts].map(([kind, value]) => ({
    ...HISTORY_ALARMS,
    type: 'counter',
    labels: { kind },
    value,
  }));
}
