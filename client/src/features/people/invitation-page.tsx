import type { invitationRead, Organization } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { isPassing, request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useMe } from '../../lib/use-me.ts';
import { ContactWords } from '../../ui/contact-words.tsx';
import { EntryFrame } from '../../ui/entry-frame.tsx';
import form from '../../ui/form.module.css';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';

type InvitationRead = (typeof invitationRead)['_output'];

/**
 * What an invitation is about, and the way to accept it; who is not signed in signs in first. The token stands after
 * the #, so that no server writes it into a log.
 */
export function InvitationPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const token = useLocation().hash.slice(1);
  const me = useMe();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    enabled: token !== '',
    queryFn: () => request<InvitationRead>('POST', '/invitations/read', { body: { token } }),
  });
  const accept = useMutation({
    mutationFn: () => request<Organization>('POST', '/invitations/accept', { body: { token } }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      await navigate(`/?organization=${id}`, { replace: true });
    },
  });
  const failed = [invitation, me].find(({ error, data }) => error && data === undefined);
  if (failed && isPassing(failed.error)) {
    return (
      <EntryFrame title={t('join.title')}>
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      </EntryFrame>
    );
  }
  if (!token || failed) {
    return (
      <EntryFrame title={t('join.title')} lead={t('join.gone')}>
        <Link to="/">{t('nav.home')}</Link>
      </EntryFrame>
    );
  }
  if (!invitation.data || me.isPending) {
    return (
      <EntryFrame title={t('join.title')}>
        <LoadingRows rows={3} />
      </EntryFrame>
    );
  }
  const { organizationName, role, invitedBy, boundTo, expiresAt } = invitation.data;
  return (
    <EntryFrame title={t('join.to', { name: organizationName })} lead={t('join.lead', { name: invitedBy })}>
      <div className={form.form} data-testid="invitation">
        <p>
          {t('join.asRole', { role: t(`roles.${role}`) })} {t(`roles.about.${role}`)}
        </p>
        <p className="quiet">
          {boundTo ? (
            <>
              {t('join.boundTo')} <ContactWords of={boundTo} /> ·{' '}
            </>
          ) : null}
          {t('people.until', { day: dayInWords(expiresAt, language) })}
        </p>
        <ProblemLine error={accept.error} />
        {me.data ? (
          <Button
            size="md"
            fullWidth
            loading={accept.isPending}
            onClick={() => accept.mutate()}
            data-testid="accept-invitation"
          >
            {t('join.accept')}
          </Button>
        ) : (
          <Button
            size="md"
            fullWidth
            onClick={() => void navigate(`/sign-in?next=${encodeURIComponent(`/join#${token}`)}`)}
            data-testid="sign-in-to-join"
          >
            {t('join.signIn')}
          </Button>
        )}
        {me.data ? (
          <p className="quiet">
            {t('join.you')} <bdi>{me.data.name}</bdi>
          </p>
        ) : null}
      </div>
    </EntryFrame>
  );
}
