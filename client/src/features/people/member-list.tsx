import type { Member } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMembers } from '../../lib/use-members.ts';
import list from '../../ui/list.module.css';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { type MemberAct, MemberRow } from './member-row.tsx';
import { MemberSessionsDialog } from './member-sessions-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { ReplaceContactDialog } from './replace-contact-dialog.tsx';

interface MemberListProps {
  organizationId: string;
  manages: boolean;
}

/** Who is in the organization; what one can do with somebody depends on one's role. */
export function MemberList({ organizationId, manages }: MemberListProps) {
  const { t } = useTranslation();
  const members = useMembers(organizationId);
  const [asked, setAsked] = useState<{ act: MemberAct; member: Member } | null>(null);
  if (!members.members) {
    return members.error ? (
      <ErrorState error={members.error} onRetry={() => void members.refetch()} />
    ) : (
      <LoadingRows rows={6} />
    );
  }
  return (
    <>
      <ul className={list.list} aria-label={t('people.members')}>
        {members.members.map((member) => (
          <MemberRow
            key={member.person.id}
            organizationId={organizationId}
            member={member}
            manages={manages}
            onAct={(act) => setAsked({ act, member })}
          />
        ))}
      </ul>
      {members.hasNextPage ? (
        <Button
          variant="default"
          mt="sm"
          loading={members.isFetchingNextPage}
          onClick={() => void members.fetchNextPage()}
        >
          {t('actions.more')}
        </Button>
      ) : null}
      {asked ? <ActDialog {...asked} organizationId={organizationId} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

interface ActDialogProps {
  act: MemberAct;
  member: Member;
  organizationId: string;
  onClose: () => void;
}

function ActDialog({ act, ...about }: ActDialogProps) {
  switch (act) {
    case 'remove':
      return <RemoveDialog {...about} />;
    case 'sessions':
      return <MemberSessionsDialog {...about} />;
    case 'replace-contact':
      return <ReplaceContactDialog {...about} />;
    default:
      throw new TypeError(`nothing to ask about ${String(act satisfies never)}`);
  }
}
