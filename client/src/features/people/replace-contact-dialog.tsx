import type { Member } from '@hamnevis/core/contract/organizations';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { membersKey } from '../../lib/use-members.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ContactField } from '../../ui/contact-field.tsx';
import { notify } from '../../ui/notices.tsx';

interface ReplaceContactDialogProps {
  organizationId: string;
  member: Member;
  onClose: () => void;
}

/** A lost phone: an admin gives the member a new number or address in the place of the old one. */
export function ReplaceContactDialog({ organizationId, member, onClose }: ReplaceContactDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [contact, setContact] = useState('');
  const { id, name } = member.person;
  const replace = useMutation({
    mutationFn: () =>
      request('POST', `/organizations/${organizationId}/members/${id}/replace-contact`, {
        body: contactOf(contact),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: membersKey(organizationId) });
      onClose();
      notify('done', t('people.contactReplaced', { name }));
    },
  });
  return (
    <ConfirmDialog
      title={t('people.replaceContactOf', { name })}
      action={t('people.replace')}
      isBusy={replace.isPending}
      error={replace.error}
      disabled={contact.trim() === ''}
      onConfirm={() => replace.mutate()}
      onClose={onClose}
    >
      <p>{t('people.replaceContactLead')}</p>
      <ContactField
        label={t('people.newContact')}
        value={contact}
        onChange={setContact}
        autoFocus
        testId="replacing-contact"
      />
    </ConfirmDialog>
  );
}
