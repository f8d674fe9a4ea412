import type { LogRow } from '@hamnevis/core/history/log-row';
import { joinStretches, type Stretch, strokesOf } from '@hamnevis/core/history/replay';
import type { PlainSql } from '../connect.ts';
import { raiseHistoryAlarm } from './history-alarm.ts';
import { readRows } from './read-rows.ts';
import { readCourse } from './segments.ts';

/**
 * Who wrote when and how much, over the whole life of a document, in at most `atMost` stretches. Of folded rows it
 * reads what was worked out when they were folded; a stretch that cannot be read is left out, with an alarm.
 */
export async function readDocumentCourse(
  database: PlainSql,
  documentId: string,
  atMost: number,
): Promise<Stretch[]> {
  const folded = await database.sql<{ to_sequence: string | number; course: Uint8Array }>(
    'select to_sequence, course from course_of($1::uuid)',
    [documentId],
  );
  const stretches: Stretch[] = [];
  let after = 0;
  for (const { to_sequence: to, course } of folded) {
    try {
      stretches.push(...readCourse(course));
    } catch {
      raiseHistoryAlarm({ kind: 'corrupt-segment', documentId, sequence: after + 1 });
    }
    after = Number(to);
  }
  const tail: LogRow[] = [];
  for await (const rows of readRows(database, documentId, { after })) tail.push(...rows);
  return joinStretches([...stretches, ...strokesOf(tail)], atMost);
}
