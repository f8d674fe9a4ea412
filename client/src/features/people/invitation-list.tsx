import type { Invitation, invitationCreated } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { ContactWords } from '../../ui/contact-words.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';
import { OnceSecret } from '../../ui/once-secret.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { invitationsKey, useInvitations } from './use-invitations.ts';

type InvitationCreated = (typeof invitationCreated)['_output'];

/** Who was invited and has not come yet: a new link for them, or the invitation taken back. */
export function InvitationList({ organizationId }: { organizationId: string }) {
  const { t } = useTranslation();
  const invitations = useInvitations(organizationId);
  const [renewed, setRenewed] = useState<string | null>(null);
  if (!invitations.data) {
    return invitations.error ? (
      <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
    ) : (
      <LoadingRows rows={2} />
    );
  }
  if (invitations.data.length === 0) return <EmptyState text={t('people.noInvitation')} />;
  return (
    <>
      <ul className={list.list} aria-label={t('people.invitations')}>
        {invitations.data.map((invitation) => (
          <InvitationRow
            key={invitation.id}
            organizationId={organizationId}
            invitation={invitation}
            onRenewed={setRenewed}
          />
        ))}
      </ul>
      {renewed ? (
        <Dialog title={t('people.newLink')} onClose={() => setRenewed(null)}>
          <OnceSecret label={t('people.link')} hint={t('people.linkHint')} value={renewed} />
        </Dialog>
      ) : null}
    </>
  );
}

interface InvitationRowProps {
  organizationId: string;
  invitation: Invitation;
  onRenewed: (url: string) => void;
}

function InvitationRow({ organizationId, invitation, onRenewed }: InvitationRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const path = `/organizations/${organizationId}/invitations/${invitation.id}`;
  const shared = {
    onError: (error: Error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: invitationsKey(organizationId) }),
  };
  const renew = useMutation({
    mutationFn: () => request<InvitationCreated>('POST', `${path}/renew`, { body: {} }),
    onSuccess: (made) => onRenewed(made.url),
    ...shared,
  });
  const revoke = useMutation({ mutationFn: () => request('DELETE', path), ...shared });
  const contact = invitation.phone ?? invitation.email;
  return (
    <li className={list.row} data-testid="invitation-row">
      <span className={list.what}>
        <span className={list.name}>
          {contact ? <ContactWords of={contact} className="one-line" /> : t('people.whoeverHasLink')}
        </span>
        <span className={list.more}>
          {t('people.invitedBy', { name: invitation.invitedBy.name })} ·{' '}
          {t('people.until', { day: dayInWords(invitation.expiresAt, language) })}
        </span>
      </span>
      <span className={list.ends}>
        <span className={list.mark}>{t(`roles.${invitation.role}`)}</span>
        <Button
          variant="default"
          size="compact-md"
          loading={renew.isPending}
          onClick={() => renew.mutate()}
          data-testid="invitation-renew"
        >
          {t('people.newLink')}
        </Button>
        <Button
          variant="subtle"
          color="pomegranate"
          size="compact-md"
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
          data-testid="invitation-revoke"
        >
          {t('people.takeBack')}
        </Button>
      </span>
    </li>
  );
}
