// The three states that every list has beside its rows: loading, empty, failed.
import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../lib/http.ts';
import { useProblemText } from '../lib/use-problem-text.ts';
import classes from './states.module.css';

export function LoadingRows({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.rows} role="status" aria-label={t('states.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={index} height={28} radius="sm" animate={false} />
      ))}
    </div>
  );
}

/** One sentence and at most one action. */
export function EmptyState({ text, action }: { text: string; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      <p>{text}</p>
      {action}
    </div>
  );
}

/** What went wrong in words, and the one thing to do about it: to try again, or to sign in where the session ended. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const isSignedOut = error instanceof ProblemError && error.status === 401;
  return (
    <div className={classes.state} role="alert">
      <p>{problemText(error)}</p>
      {isSignedOut ? (
        <Button variant="default" onClick={signInAgain}>
          {t('signIn.title')}
        </Button>
      ) : onRetry ? (
        <Button variant="default" onClick={onRetry}>
          {t('actions.tryAgain')}
        </Button>
      ) : null}
    </div>
  );
}

function signInAgain(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
