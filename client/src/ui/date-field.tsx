import { parseDay } from '@hamnevis/core/persian/parse-day';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isoDayInWords, isoDayToType, todayIso } from '../lib/iso-days.ts';
import { readerCalendar } from '../lib/reader.ts';
import { useLanguage } from '../lib/use-language.ts';

interface DateFieldProps {
  label: string;
  /** An ISO day (`2026-11-21`), or null for none. */
  value: string | null;
  onChange: (day: string | null) => void;
  testId: string;
}

/** A day, typed as people write one («۱۴۰۵/۸/۳۰», «30 آبان», «فردا», "next friday"); what was understood stands below. */
export function DateField({ label, value, onChange, testId }: DateFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [text, setText] = useState(value ? isoDayToType(value, language) : '');
  const isOpen = text.trim() === '';
  const day = isOpen ? null : parseDay(text, todayIso(), readerCalendar(language));
  return (
    <TextInput
      label={label}
      placeholder={t('dates.placeholder')}
      {...(text ? { dir: 'auto' } : {})}
      autoComplete="off"
      maxLength={60}
      value={text}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        onChange(typed.trim() ? parseDay(typed, todayIso(), readerCalendar(language)) : null);
      }}
      error={!isOpen && day === null ? t('dates.unknown') : undefined}
      description={day ? isoDayInWords(day, language) : t('dates.hint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data-testid={testId}
    />
  );
}
