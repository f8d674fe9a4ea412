import type { otpRequested } from '@hamnevis/core/contract/auth';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inReaderDigits } from '../../lib/reader.ts';
import { useLanguage } from '../../lib/use-language.ts';

export type OtpRequested = (typeof otpRequested)['_output'];

interface CodeFieldProps {
  label: ReactNode;
  /** What the server answered when it sent the code. */
  sent: OtpRequested;
  value: string;
  onChange: (code: string) => void;
  autoFocus?: boolean;
  testId: string;
}

/** The code that came to a number or address; a development server shows it. */
export function CodeField({ label, sent, value, onChange, autoFocus = false, testId }: CodeFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <TextInput
      label={label}
      autoComplete="one-time-code"
      inputMode="numeric"
      dir="ltr"
      maxLength={12}
      autoFocus={autoFocus}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      description={
        sent.devCode ? `${t('signIn.devCode')} ${inReaderDigits(sent.devCode, language)}` : undefined
      }
      data-testid={testId}
      data-code={sent.devCode}
    />
  );
}
