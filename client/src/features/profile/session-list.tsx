import type { session } from '@hamnevis/core/contract/auth';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceName } from '../../lib/device-name.ts';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import list from '../../ui/list.module.css';
import { Moment } from '../../ui/moment.tsx';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';

type Session = (typeof session)['_output'];

const SESSIONS_KEY = ['sessions'] as const;

/** Where this person is signed in; one can be ended, or all of them, this one too. */
export function SessionList() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [endsAll, setEndsAll] = useState(false);
  const sessions = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: ({ signal }) => request<{ items: Session[] }>('GET', '/auth/sessions', { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string) => request('DELETE', `/auth/sessions/${id}`),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  const endAll = useMutation({
    mutationFn: () => request('DELETE', '/auth/sessions'),
    onSuccess: () => window.location.assign('/sign-in'),
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
        <ul className={list.list} aria-label={t('sessions.title')}>
          {items.map((one) => (
            <li key={one.id} className={list.row} data-testid="session-row" data-current={one.current}>
              <span className={list.what}>
                <span className={list.name}>
                  <Device userAgent={one.device} />
                </span>
                <span className={list.more}>
                  {t('sessions.lastSeen')} <Moment at={one.lastSeenAt} />
                  {one.ip ? (
                    <>
                      {' · '}
                      <bdi dir="ltr">{one.ip}</bdi>
                    </>
                  ) : null}
                </span>
              </span>
              <span className={list.ends}>
                {one.current ? (
                  <span className={list.mark} data-kind="good">
                    {t('sessions.current')}
                  </span>
                ) : (
                  <Button
                    variant="default"
                    size="compact-md"
                    loading={end.isPending && end.variables === one.id}
                    onClick={() => end.mutate(one.id)}
                    data-testid="end-session"
                  >
                    {t('sessions.end')}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {endsAll ? (
        <ConfirmDialog
          title={t('sessions.endAll')}
          action={t('sessions.endAll')}
          isBusy={endAll.isPending}
          error={endAll.error}
          onConfirm={() => endAll.mutate()}
          onClose={() => setEndsAll(false)}
        >
          <p>{t('sessions.endAllLead')}</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

function Device({ userAgent }: { userAgent: string | null }) {
  const { t } = useTranslation();
  const { browser, system } = deviceName(userAgent);
  if (!browser && !system) return <>{t('sessions.unknownDevice')}</>;
  if (!browser || !system) return <bdi>{browser ?? system}</bdi>;
  return <>{t('sessions.device', { browser, system })}</>;
}
