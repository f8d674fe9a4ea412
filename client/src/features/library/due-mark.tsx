import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { useTranslation } from 'react-i18next';
import { isoDayInWords, isoDayNear, todayIso } from '../../lib/iso-days.ts';
import { useLanguage } from '../../lib/use-language.ts';
import classes from './rows.module.css';

/** By when a document is wanted; that the day is over is said in words, and colour only repeats it. */
export function DueMark({ document }: { document: Pick<DocumentSummary, 'dueOn' | 'status'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { dueOn, status } = document;
  if (!dueOn) return null;
  const isLate = dueOn < todayIso() && status !== 'approved';
  return (
    <time
      dateTime={dueOn}
      title={isoDayInWords(dueOn, language)}
      className={classes.due}
      data-late={isLate}
      data-testid="document-due"
    >
      {t(isLate ? 'due.late' : 'due.on', { day: isoDayNear(dueOn, language) })}
    </time>
  );
}
