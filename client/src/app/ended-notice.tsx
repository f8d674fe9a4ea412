import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EndReason } from '../lib/live/save-state.ts';
import classes from './document-workplace.module.css';

/** Why this document cannot go on here, and the one thing to do about it. */
export function EndedNotice({ reason, documentId }: { reason: EndReason; documentId: string }) {
  const { t } = useTranslation();
  const signedOut = reason === 'signed-out';
  return (
    <div
      className={classes.ended}
      dir={document.documentElement.dir}
      role="alert"
      data-testid="ended"
      data-reason={reason}
    >
      <span>{t(`refusals.${reason}`)}</span>
      {reason === 'not-found' ? null : (
        <Button
          variant="default"
          size="compact-md"
          onClick={() =>
            signedOut
              ? window.location.assign(`/sign-in?next=${encodeURIComponent(`/documents/${documentId}`)}`)
              : window.location.reload()
          }
        >
          {t(signedOut ? 'signIn.title' : 'actions.reload')}
        </Button>
      )}
    </div>
  );
}
