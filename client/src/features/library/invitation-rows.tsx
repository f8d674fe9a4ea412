import type { Organization } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { MY_INVITATIONS_KEY, type MyInvitation } from '../../lib/use-my-invitations.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';

/** Organizations that wait for this person: joined or turned down here, without a link. */
export function InvitationRows({ invitations }: { invitations: readonly MyInvitation[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('join.mine')}>
      <ul className={list.list} aria-label={t('join.mine')}>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

function InvitationRow({ invitation }: { invitation: MyInvitation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const { organizationName, role, invitedBy, expiresAt } = invitation;
  const shared = {
    onError: (error: Error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MY_INVITATIONS_KEY }),
  };
  const path = `/me/invitations/${invitation.id}`;
  const accept = useMutation({
    mutationFn: () => request<Organization>('POST', `${path}/accept`),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      notify('done', t('join.accepted', { name: organizationName }));
      await navigate(`/?organization=${id}`);
    },
    ...shared,
  });
  const decline = useMutation({
    mutationFn: () => request('POST', `${path}/decline`),
    onSuccess: () => notify('done', t('join.declined', { name: organizationName })),
    ...shared,
  });
  return (
    <li className={list.row} data-testid="my-invitation">
      <span className={list.what}>
        <span className={list.name}>
          <bdi className="one-line">{organizationName}</bdi>
        </span>
        <span className={list.more}>
          {t('join.lead', { name: invitedBy.name })} {t('join.asRole', { role: t(`roles.${role}`) })}{' '}
          {t('people.until', { day: dayInWords(expiresAt, language) })}
        </span>
      </span>
      <span className={list.ends}>
        <Button
          size="compact-md"
          loading={accept.isPending}
          disabled={decline.isPending}
          onClick={() => accept.mutate()}
          data-testid="my-invitation-accept"
        >
          {t('join.accept')}
        </Button>
        <Button
          variant="subtle"
          color="ink"
          size="compact-md"
          loading={decline.isPending}
          disabled={accept.isPending}
          onClick={() => decline.mutate()}
          data-testid="my-invitation-decline"
        >
          {t('join.decline')}
        </Button>
      </span>
    </li>
  );
}
