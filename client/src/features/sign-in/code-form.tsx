import type { signedIn } from '@hamnevis/core/contract/auth';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, contactOf } from '../../lib/contact.ts';
import { request } from '../../lib/http.ts';
import { inReaderDigits } from '../../lib/reader.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { ContactWords } from '../../ui/contact-words.tsx';
import { type SentCode, sendCode } from './contact-form.tsx';
import classes from './sign-in.module.css';

type SignedIn = (typeof signedIn)['_output'];

interface CodeFormProps {
  sent: SentCode;
  onResent: (sent: SentCode) => void;
  onBack: () => void;
  onSignedIn: (answer: SignedIn) => Promise<void>;
}

export function CodeForm({ sent, onResent, onBack, onSignedIn }: CodeFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const waitSeconds = useSecondsUntil(sent.sentAt + sent.resendInSeconds * 1000);
  const verify = useMutation({
    mutationFn: (given: string) =>
      request<SignedIn>('POST', '/auth/otp/verify', {
        body: {
          ...contactOf(sent.contact),
          code: given,
          ...(sent.invitation ? { invitation: sent.invitation } : {}),
        },
      }),
    onSuccess: onSignedIn,
  });
  const resend = useMutation({
    mutationFn: () => sendCode(sent.contact, sent.invitation),
    onSuccess: onResent,
  });
  const error = verify.error ?? resend.error;

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) verify.mutate(codeOf(code));
      }}
    >
      <p className={classes.sentTo}>
        {t('signIn.sentTo')} <ContactWords of={sent.contact} />
      </p>
      <TextInput
        label={t('signIn.code')}
        data-testid="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        dir="ltr"
        size="md"
        maxLength={12}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={error ? problemText(error) : undefined}
      />
      {sent.devCode ? (
        <button
          type="button"
          className={classes.devCode}
          data-testid="dev-code"
          data-code={sent.devCode}
          onClick={() => setCode(sent.devCode ?? '')}
        >
          <span>{t('signIn.devCode')}</span> <bdi dir="ltr">{inReaderDigits(sent.devCode, language)}</bdi>
        </button>
      ) : null}
      <Button type="submit" size="md" fullWidth loading={verify.isPending} data-testid="verify-code">
        {t('signIn.enter')}
      </Button>
      <div className={classes.others}>
        <Button variant="subtle" color="ink" className={classes.stepAside} onClick={onBack}>
          {t('signIn.otherContact')}
        </Button>
        <Button
          variant="subtle"
          className={classes.stepAside}
          disabled={waitSeconds > 0}
          loading={resend.isPending}
          onClick={() => resend.mutate()}
        >
          {waitSeconds > 0 ? t('signIn.resendIn', { count: waitSeconds }) : t('signIn.resend')}
        </Button>
      </div>
    </form>
  );
}

/** Whole seconds until a moment, counting down to 0. */
function useSecondsUntil(moment: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((moment - now) / 1000));
}
