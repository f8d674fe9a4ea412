import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, contactOf } from '../../lib/contact.ts';
import { ProblemError, request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { ContactField } from '../../ui/contact-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { CodeField, type OtpRequested } from './code-field.tsx';
import { CONTACTS_KEY } from './contacts-key.ts';

interface AddContactDialogProps {
  onClose: () => void;
  /** The number or address is that of another identity: the person may want to make one of the two. */
  onMerge: (contact: string) => void;
}

/** Another number or address by which one signs in, confirmed by the code that is sent to it. */
export function AddContactDialog({ onClose, onMerge }: AddContactDialogProps) {
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
        body: { ...contactOf(contact), code: codeOf(code) },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: CONTACTS_KEY });
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      onClose();
      notify('done', t('contacts.added'));
    },
  });
  const sent = send.data;
  const isTaken = confirm.error instanceof ProblemError && confirm.error.slug === 'contact-taken';
  return (
    <Dialog title={t('contacts.add')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isTaken) onMerge(contact);
          else if (sent) confirm.mutate();
          else if (contact.trim()) send.mutate();
        }}
      >
        <ContactField
          label={t('signIn.contact')}
          value={contact}
          onChange={setContact}
          readOnly={sent !== undefined}
          autoFocus
          testId="new-contact"
        />
        {sent && !isTaken ? (
          <CodeField
            label={t('signIn.code')}
            sent={sent}
            autoFocus
            value={code}
            onChange={setCode}
            testId="contact-code"
          />
        ) : null}
        <ProblemLine error={confirm.error ?? send.error} />
        {isTaken ? <p className="quiet">{t('contacts.mergeLead')}</p> : null}
        <Button type="submit" loading={send.isPending || confirm.isPending} data-testid="confirm-contact">
          {t(isTaken ? 'contacts.merge' : sent ? 'contacts.confirm' : 'signIn.sendCode')}
        </Button>
      </form>
    </Dialog>
  );
}
