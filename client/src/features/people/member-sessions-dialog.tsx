import type { Session } from '@hamnevis/core/contract/auth';
import type { Member } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { membersKey } from '../../lib/use-members.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { SessionRows } from '../../ui/session-rows.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';

interface MemberSessionsDialogProps {
  organizationId: string;
  member: Member;
  onClose: () => void;
}

/** Where a member is signed in: an admin ends one session, or all of them. */
export function MemberSessionsDialog({ organizationId, member, onClose }: MemberSessionsDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const path = `/organizations/${organizationId}/members/${member.person.id}/sessions`;
  const queryKey = [...membersKey(organizationId), member.person.id, 'sessions'];
  const sessions = useQuery({
    queryKey,
    queryFn: ({ signal }) => request<{ items: Session[] }>('GET', `${path}?limit=100`, { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string | undefined) => request('DELETE', id ? `${path}/${id}` : path),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const items = sessions.data?.items;
  return (
    <Dialog title={t('people.sessionsOf', { name: member.person.name })} onClose={onClose} size="lg">
      <div className={form.form} data-testid="member-sessions-dialog">
        {sessions.error && !items ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : null}
        {sessions.isPending ? <LoadingRows rows={2} /> : null}
        {items?.length === 0 ? <EmptyState text={t('people.noSession')} /> : null}
        {items && items.length > 0 ? (
          <>
            <SessionRows
              label={t('people.sessionsOf', { name: member.person.name })}
              sessions={items}
              ending={end.isPending ? end.variables : undefined}
              onEnd={(id) => end.mutate(id)}
            />
            <div className={form.ends}>
              <Button
                variant="outline"
                color="pomegranate"
                loading={end.isPending && end.variables === undefined}
                onClick={() => end.mutate(undefined)}
                data-testid="end-member-sessions"
              >
                {t('sessions.endAll')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
