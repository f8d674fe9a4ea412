import type { Me } from '@hamnevis/core/contract/auth';
import type { contact } from '@hamnevis/core/contract/contacts';
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, contactInWords, contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ContactField } from '../../ui/contact-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { CodeField, type OtpRequested } from './code-field.tsx';

type Contact = (typeof contact)['_output'];

interface MergeDialogProps {
  /** The numbers and addresses of the identity that stays. */
  own: readonly Contact[];
  /** A number or address of the other identity, when it is known. */
  other: string;
  onClose: () => void;
}

/** Two identities of one person become one: a code goes to each, and both are given here. */
export function MergeDialog({ own, other, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queryClient = useQueryClient();
  const [theirs, setTheirs] = useState(other);
  const [mine, setMine] = useState(own[0]?.address ?? '');
  const [codes, setCodes] = useState({ own: '', other: '' });
  const sendTo = (address: string) =>
    request<OtpRequested>('POST', '/me/contacts/codes', { body: contactOf(address) });
  const send = useMutation({
    // One after the other: when the first is refused, the second is not sent for nothing.
    mutationFn: async () => ({ other: await sendTo(theirs), own: await sendTo(mine) }),
  });
  const confirmed = (address: string, code: string) => ({
    ...contactOf(address),
    code: codeOf(code),
  });
  const merge = useMutation({
    mutationFn: () =>
      request<Me>('POST', '/me/merge', {
        body: { own: confirmed(mine, codes.own), other: confirmed(theirs, codes.other) },
      }),
    onSuccess: async (me) => {
      queryClient.setQueryData(ME_KEY, me);
      onClose();
      notify('done', t('merge.done'));
      // Organizations, documents and contacts of the other are this person's now.
      await queryClient.invalidateQueries();
    },
  });
  const sent = send.data;
  // A label has the page's direction; a number in it, with its plus sign, always its own.
  const inWords = (address: string) => `\u2066${contactInWords(address, language)}\u2069`;
  return (
    <Dialog title={t('merge.title')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (sent) merge.mutate();
          else if (theirs.trim()) send.mutate();
        }}
      >
        <p>{t('merge.lead')}</p>
        <ContactField
          label={t('merge.other')}
          value={theirs}
          onChange={setTheirs}
          readOnly={sent !== undefined}
          autoFocus
          testId="merge-other"
        />
        {sent ? (
          <CodeField
            label={t('merge.codeTo', { address: inWords(theirs) })}
            sent={sent.other}
            autoFocus
            value={codes.other}
            onChange={(code) => setCodes({ ...codes, other: code })}
            testId="merge-other-code"
          />
        ) : null}
        <NativeSelect
          label={t('merge.own')}
          disabled={sent !== undefined}
          data={own.map(({ address }) => ({ value: address, label: inWords(address) }))}
          value={mine}
          onChange={(event) => setMine(event.currentTarget.value)}
          data-testid="merge-own"
        />
        {sent ? (
          <CodeField
            label={t('merge.codeTo', { address: inWords(mine) })}
            sent={sent.own}
            value={codes.own}
            onChange={(code) => setCodes({ ...codes, own: code })}
            testId="merge-own-code"
          />
        ) : null}
        <ProblemLine error={merge.error ?? send.error} />
        <Button
          type="submit"
          disabled={!theirs.trim()}
          loading={send.isPending || merge.isPending}
          data-testid="merge-submit"
        >
          {t(sent ? 'contacts.merge' : 'merge.sendCodes')}
        </Button>
      </form>
    </Dialog>
  );
}
