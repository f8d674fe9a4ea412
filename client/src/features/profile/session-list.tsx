import type { Session } from '@hamnevis/core/contract/auth';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useMe } from '../../lib/use-me.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { useSignOut } from '../../lib/use-sign-out.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { SessionRows } from '../../ui/session-rows.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { UnsavedDialog } from '../../ui/unsaved-dialog.tsx';

const SESSIONS_KEY = ['sessions'] as const;

/** Where this person is signed in; one can be ended, or all of them, this one too. */
export function SessionList() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [endsAll, setEndsAll] = useState(false);
  const sessions = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: ({ signal }) => request<{ items: Session[] }>('GET', '/auth/sessions?limit=100', { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string) => request('DELETE', `/auth/sessions/${id}`),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  const items = sessions.data?.items;
  return (
    <Section
      title={t('sessions.title')}
      lead={t('sessions.lead')}
      actions={
        items && items.length > 1 ? (
          <Button variant="default" size="compact-md" onClick={() => setEndsAll(true)} data-testid="end-all">
            {t('sessions.endAll')}
          </Button>
        ) : null
      }
    >
      {sessions.error && !items ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : null}
      {sessions.isPending ? <LoadingRows rows={2} /> : null}
      {items ? (
        <SessionRows
          label={t('sessions.title')}
          sessions={items}
          ending={end.isPending ? end.variables : undefined}
          onEnd={(id) => end.mutate(id)}
        />
      ) : null}
      {endsAll ? <EndAll onClose={() => setEndsAll(false)} /> : null}
    </Section>
  );
}

/** Asks first, and again when words would be lost that only this browser has. */
function EndAll({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe().data;
  const [hasUnsaved, setHasUnsaved] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const onUnsaved = useCallback(() => setHasUnsaved(true), []);
  const signOut = useSignOut(me?.id, onUnsaved, 'everywhere');
  const leave = async (giveUp: boolean) => {
    setIsBusy(true);
    await signOut(giveUp);
    setIsBusy(false);
  };
  if (hasUnsaved && me) {
    return <UnsavedDialog personId={me.id} onClose={onClose} onGiveUp={() => void leave(true)} />;
  }
  return (
    <ConfirmDialog
      title={t('sessions.endAll')}
      action={t('sessions.endAll')}
      isBusy={isBusy}
      error={null}
      onConfirm={() => void leave(false)}
      onClose={onClose}
    >
      <p>{t('sessions.endAllLead')}</p>
    </ConfirmDialog>
  );
}
