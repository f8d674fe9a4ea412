import type { otpRequested } from '@hamnevis/core/contract/auth';
import { asciiDigits } from '@hamnevis/core/persian/digits';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { CONTACTS_KEY } from './contacts-key.ts';

type OtpRequested = (typeof otpRequested)['_output'];

/** Another number or address by which one signs in, confirmed by the code that is sent to it. */
export function AddContactDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [contact, setContact] = useState('');
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: () => request<OtpRequested>('POST', '/me/contacts/codes', { body: contactOf(contact) }),
  });
  const confirm = useMutation({
    mutationFn: () =>
      request('POST', '/me/contacts', {
        body: { ...contactOf(contact), code: asciiDigits(code).replace(/\D/g, '') },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: CONTACTS_KEY });
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      onClose();
      notify('done', t('contacts.added'));
    },
  });
  const sent = send.data;
  return (
    <Dialog title={t('contacts.add')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (sent) confirm.mutate();
          else if (contact.trim()) send.mutate();
        }}
      >
        <TextInput
          label={t('signIn.contact')}
          description={t('signIn.contactHint')}
          dir="ltr"
          maxLength={254}
          data-autofocus
          readOnly={sent !== undefined}
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
          data-testid="new-contact"
        />
        {sent ? (
          <TextInput
            label={t('signIn.code')}
            autoComplete="one-time-code"
            inputMode="numeric"
            dir="ltr"
            maxLength={12}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            description={sent.devCode ? `${t('signIn.devCode')} ${sent.devCode}` : undefined}
            data-testid="contact-code"
            data-code={sent.devCode}
          />
        ) : null}
        <ProblemLine error={confirm.error ?? send.error} />
        <Button type="submit" loading={send.isPending || confirm.isPending} data-testid="confirm-contact">
          {t(sent ? 'contacts.confirm' : 'signIn.sendCode')}
        </Button>
      </form>
    </Dialog>
  );
}
