import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ContactFieldProps {
  label: ReactNode;
  value: string;
  onChange: (contact: string) => void;
  /** A code went there already. */
  readOnly?: boolean;
  /** The first field of its dialog. */
  autoFocus?: boolean;
  testId: string;
}

/** A number or an e-mail address, of somebody or to be tried. */
export function ContactField({ label, value, onChange, readOnly, autoFocus, testId }: ContactFieldProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={label}
      description={t('signIn.contactHint')}
      dir="ltr"
      maxLength={254}
      autoComplete="off"
      data-autofocus={autoFocus || undefined}
      readOnly={readOnly ?? false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid={testId}
    />
  );
}
