import { ROLES, type Role } from '@hamnevis/core/access/roles';
import type { invitationCreated } from '@hamnevis/core/contract/organizations';
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { ContactWords } from '../../ui/contact-words.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { OnceSecret } from '../../ui/once-secret.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { invitationsKey } from './use-invitations.ts';

type InvitationCreated = (typeof invitationCreated)['_output'];

/** Invites somebody by number or address, or whoever gets the link; the link is shown this once. */
export function InviteDialog({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [contact, setContact] = useState('');
  const [role, setRole] = useState<Role>('writer');
  const [send, setSend] = useState(true);
  const isLink = contact.trim() === '';
  const invite = useMutation({
    mutationFn: () =>
      request<InvitationCreated>('POST', `/organizations/${organizationId}/invitations`, {
        body: { role, ...(isLink ? {} : { ...contactOf(contact), send }) },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsKey(organizationId) }),
  });
  // A link that anybody can use makes no admins: the server refuses it, so it is not offered.
  const roles = ROLES.filter((one) => !isLink || one !== 'admin');
  if (invite.data) {
    return (
      <Dialog title={t('people.invited')} onClose={onClose}>
        {invite.data.sentAt ? (
          <p>
            {t('people.sentTo')} <ContactWords of={invite.data.phone ?? invite.data.email ?? ''} />
          </p>
        ) : null}
        <OnceSecret label={t('people.link')} hint={t('people.linkHint')} value={invite.data.url} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('people.invite')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <TextInput
          label={t('signIn.contact')}
          description={t('people.contactHint')}
          dir="ltr"
          maxLength={254}
          data-autofocus
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
          data-testid="invite-contact"
        />
        <NativeSelect
          label={t('people.role')}
          data={roles.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
          value={roles.includes(role) ? role : 'writer'}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
          data-testid="invite-role"
        />
        <p className="quiet">{t(`roles.about.${roles.includes(role) ? role : 'writer'}`)}</p>
        {isLink ? null : (
          <Switch
            label={t('people.send')}
            checked={send}
            onChange={(event) => setSend(event.currentTarget.checked)}
            data-testid="invite-send"
          />
        )}
        <ProblemLine error={invite.error} />
        <Button type="submit" loading={invite.isPending} data-testid="invite-submit">
          {t(isLink ? 'people.makeLink' : 'people.invite')}
        </Button>
      </form>
    </Dialog>
  );
}
