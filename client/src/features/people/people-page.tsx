import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { Screen, Section } from '../../ui/screen.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';

/** Who belongs to the organization; an admin invites, gives roles, suspends and removes. */
export function PeoplePage() {
  const { t } = useTranslation();
  const organization = useOrganization();
  const manages = useMay('manage-members');
  const [isInviting, setIsInviting] = useState(false);
  if (!organization) {
    return (
      <Screen title={t('nav.people')}>
        <EmptyState text={t('library.noOrganization')} />
      </Screen>
    );
  }
  const { organizationId, organizationName } = organization;
  return (
    <Screen
      title={t('nav.people')}
      above={<bdi>{organizationName}</bdi>}
      actions={
        manages ? (
          <Button onClick={() => setIsInviting(true)} data-testid="invite">
            {t('people.invite')}
          </Button>
        ) : null
      }
    >
      <MemberList key={organizationId} organizationId={organizationId} manages={manages} />
      {manages ? (
        <Section title={t('people.invitations')}>
          <InvitationList key={organizationId} organizationId={organizationId} />
        </Section>
      ) : null}
      {isInviting ? (
        <InviteDialog organizationId={organizationId} onClose={() => setIsInviting(false)} />
      ) : null}
    </Screen>
  );
}
