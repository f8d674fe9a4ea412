import type { otpRequested } from '@hamnevis/core/contract/auth';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import classes from './sign-in.module.css';

type OtpRequested = (typeof otpRequested)['_output'];

/** A code that is on its way, and to whom. */
export interface SentCode extends OtpRequested {
  contact: string;
  /** The link by which somebody new comes in. */
  invitation: string | undefined;
  sentAt: number;
}

/** Asks the API to send a one-time code; known and unknown contacts are answered alike. */
export async function sendCode(contact: string, invitation: string | undefined): Promise<SentCode> {
  const answer = await request<OtpRequested>('POST', '/auth/otp/request', {
    body: { ...contactOf(contact), ...(invitation ? { invitation } : {}) },
  });
  return { ...answer, contact, invitation, sentAt: Date.now() };
}

interface ContactFormProps {
  invitation: string | undefined;
  /** The number is lost: they come in by another way. */
  isLost: boolean;
  onSent: (sent: SentCode) => void;
}

export function ContactForm({ invitation, isLost, onSent }: ContactFormProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [contact, setContact] = useState('');
  const send = useMutation({
    mutationFn: (given: string) => sendCode(given, invitation),
    onSuccess: onSent,
  });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (contact.trim()) send.mutate(contact);
      }}
    >
      <TextInput
        label={t(isLost ? 'signIn.otherWay' : 'signIn.contact')}
        description={t('signIn.contactHint')}
        data-testid="contact"
        autoComplete="username"
        dir="ltr"
        size="md"
        autoFocus
        value={contact}
        onChange={(event) => setContact(event.currentTarget.value)}
        error={send.error ? problemText(send.error) : undefined}
      />
      <Button type="submit" size="md" fullWidth loading={send.isPending} data-testid="send-code">
        {t('signIn.sendCode')}
      </Button>
    </form>
  );
}
