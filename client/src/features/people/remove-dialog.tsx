import type { Member } from '@hamnevis/core/contract/organizations';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useMe } from '../../lib/use-me.ts';
import { membersKey } from '../../lib/use-members.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notify } from '../../ui/notices.tsx';

/** Takes a member out of the organization, or lets one leave. */
export function RemoveDialog({
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
