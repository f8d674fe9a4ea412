import { ROLES, type Role } from '@hamnevis/core/access/roles';
import type { Member } from '@hamnevis/core/contract/organizations';
import { Button, Menu, NativeSelect } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useMe } from '../../lib/use-me.ts';
import { membersKey, useMembers } from '../../lib/use-members.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import barClasses from '../../ui/bar-button.module.css';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';

interface MemberListProps {
  organizationId: string;
  manages: boolean;
}

export function MemberList({ organizationId, manages }: MemberListProps) {
  const { t } = useTranslation();
  const members = useMembers(organizationId);
  const [leaving, setLeaving] = useState<Member | null>(null);
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
            onRemove={() => setLeaving(member)}
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
      {leaving ? (
        <RemoveDialog organizationId={organizationId} member={leaving} onClose={() => setLeaving(null)} />
      ) : null}
    </>
  );
}

interface MemberRowProps {
  organizationId: string;
  member: Member;
  manages: boolean;
  onRemove: () => void;
}

function MemberRow({ organizationId, member, manages, onRemove }: MemberRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const isMe = useMe().data?.id === member.person.id;
  const change = useMemberChange(organizationId, member.person.id);
  const { name, color } = member.person;
  const contact = member.phone ?? member.email;
  const isSuspended = member.suspendedAt !== null;
  return (
    <li className={list.row} data-testid="member-row" data-name={name}>
      <Avatar name={name} color={color} size={32} />
      <span className={list.what}>
        <span className={list.name}>
          <bdi>{name}</bdi>
          {isMe ? ` (${t('people.you')})` : null}
        </span>
        <span className={list.more}>
          {contact ? (
            <>
              <bdi dir="ltr">{contact}</bdi> ·{' '}
            </>
          ) : null}
          {t('people.since', { day: dayInWords(member.joinedAt, language) })}
        </span>
      </span>
      <span className={list.ends}>
        {isSuspended ? (
          <span className={list.mark} data-kind="bad">
            {t('people.suspended')}
          </span>
        ) : null}
        {manages ? (
          <NativeSelect
            aria-label={t('people.roleOf', { name })}
            data={ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
            value={member.role}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ role: event.currentTarget.value as Role })}
            data-testid="member-role"
          />
        ) : (
          <span className={list.mark}>{t(`roles.${member.role}`)}</span>
        )}
        {manages ? (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <button
                type="button"
                className={barClasses.button}
                aria-label={t('people.actionsFor', { name })}
                data-testid="member-actions"
              >
                <IconDots size={18} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {isMe ? null : (
                <Menu.Item
                  onClick={() => change.mutate({ suspended: !isSuspended })}
                  data-testid="member-suspend"
                >
                  {t(isSuspended ? 'people.unsuspend' : 'people.suspend')}
                </Menu.Item>
              )}
              <Menu.Item color="pomegranate" onClick={onRemove} data-testid="member-remove">
                {t(isMe ? 'people.leave' : 'people.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </span>
    </li>
  );
}

/** Gives a role or takes every right away for a while; the row shows what the server answered. */
function useMemberChange(organizationId: string, personId: string) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (wish: { role: Role } | { suspended: boolean }) =>
      request<Member>('PATCH', `/organizations/${organizationId}/members/${personId}`, { body: wish }),
    onError: (error) => notify('error', problemText(error)),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: membersKey(organizationId) });
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
    },
  });
}

function RemoveDialog({
  organizationId,
  member,
  onClose,
}: {
  organizationId: string;
  member: Member;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const isMe = useMe().data?.id === member.person.id;
  const { name } = member.person;
  const remove = useMutation({
    mutationFn: () => request('DELETE', `/organizations/${organizationId}/members/${member.person.id}`),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: membersKey(organizationId) });
      if (isMe) await queryClient.invalidateQueries({ queryKey: ME_KEY });
      onClose();
      notify('done', t(isMe ? 'people.left' : 'people.removed', { name }));
    },
  });
  return (
    <ConfirmDialog
      title={t(isMe ? 'people.leaveTitle' : 'people.removeTitle', { name })}
      action={t(isMe ? 'people.leave' : 'people.remove')}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t(isMe ? 'people.leaveLead' : 'people.removeLead')}</p>
    </ConfirmDialog>
  );
}
