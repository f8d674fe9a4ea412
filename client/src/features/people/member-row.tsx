import { ROLES, type Role } from '@hamnevis/core/access/roles';
import type { Member } from '@hamnevis/core/contract/organizations';
import { Menu, NativeSelect } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useMe } from '../../lib/use-me.ts';
import { membersKey } from '../../lib/use-members.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import barClasses from '../../ui/bar-button.module.css';
import { ContactWords } from '../../ui/contact-words.tsx';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';

/** What is asked about in a dialog before it is done. */
export type MemberAct = 'remove' | 'sessions' | 'replace-contact';

interface MemberRowProps {
  organizationId: string;
  member: Member;
  manages: boolean;
  onAct: (act: MemberAct) => void;
}

/** One member: who they are, their role, and what can be done. Anybody may leave; the rest is for admins. */
export function MemberRow({ organizationId, member, manages, onAct }: MemberRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const isMe = useMe().data?.id === member.person.id;
  const change = useMemberChange(organizationId, member);
  const { name, color } = member.person;
  const contact = member.phone ?? member.email;
  const isSuspended = member.suspendedAt !== null;
  return (
    <li className={list.row} data-testid="member-row" data-name={name}>
      <Avatar name={name} color={color} size={32} />
      <span className={list.what}>
        <span className={list.name}>
          <bdi className="one-line">{name}</bdi>
          {isMe ? <span>({t('people.you')})</span> : null}
        </span>
        <span className={list.more}>
          {contact ? (
            <>
              <ContactWords of={contact} /> ·{' '}
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
        {manages || isMe ? (
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
                <>
                  <Menu.Item onClick={() => onAct('sessions')} data-testid="member-sessions">
                    {t('people.sessions')}
                  </Menu.Item>
                  <Menu.Item onClick={() => onAct('replace-contact')} data-testid="member-replace-contact">
                    {t('people.replaceContact')}
                  </Menu.Item>
                  <Menu.Item
                    onClick={() => change.mutate({ suspended: !isSuspended })}
                    data-testid="member-suspend"
                  >
                    {t(isSuspended ? 'people.unsuspend' : 'people.suspend')}
                  </Menu.Item>
                </>
              )}
              <Menu.Item color="pomegranate" onClick={() => onAct('remove')} data-testid="member-remove">
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
function useMemberChange(organizationId: string, { person, etag }: Member) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (wish: { role: Role } | { suspended: boolean }) =>
      request<Member>('PATCH', `/organizations/${organizationId}/members/${person.id}`, {
        body: wish,
        ifMatch: etag,
      }),
    onError: (error) => notify('error', problemText(error)),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: membersKey(organizationId) });
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
    },
  });
}
