import type { Status } from '@hamnevis/core/workflow/statuses';
import { useTranslation } from 'react-i18next';
import classes from './status-chip.module.css';

/** Where a document stands, in words; colour only repeats them. */
export function StatusChip({ status, testId }: { status: Status; testId?: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.chip} data-status={status} data-testid={testId}>
      {t(`status.${status}`)}
    </span>
  );
}
