import { parseDay } from '@hamnevis/core/persian/parse-day';
import { TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isoDayInWords, isoDayToType, todayIso } from '../lib/iso-days.ts';
import { latePart } from '../lib/late-part.ts';
import { readerCalendar } from '../lib/reader.ts';
import { useLanguage } from '../lib/use-language.ts';
import { BarButton } from './bar-button.tsx';
import classes from './date-field.module.css';

const PersianCalendar = latePart(() =>
  import('./persian-calendar.tsx').then((module) => ({ default: module.PersianCalendar })),
);
const GregorianCalendar = latePart(() =>
  import('./gregorian-calendar.tsx').then((module) => ({ default: module.GregorianCalendar })),
);

interface DateFieldProps {
  label: string;
  /** An ISO day (`2026-11-21`), or null for none. */
  value: string | null;
  /** `isFit` is false while something stands in the field that is no day, or none that may be chosen. */
  onChange: (day: string | null, isFit: boolean) => void;
  /** The first ISO day that may be chosen. */
  from?: string;
  testId: string;
}

/**
 * A day, typed as people write one («۱۴۰۵/۸/۳۰», «30 آبان», «فردا», "next friday") or chosen from the reader's calendar
 * (by the button, or Arrow Down in the field); what was understood stands below.
 */
export function DateField({ label, value, onChange, from, testId }: DateFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const calendar = readerCalendar(language);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value ? isoDayToType(value, language) : '');
  const [isChoosing, setIsChoosing] = useState(false);
  const read = (typed: string) => {
    const isEmpty = typed.trim() === '';
    const day = isEmpty ? null : parseDay(typed, todayIso(), calendar);
    const isEarly = day !== null && from !== undefined && day < from;
    return { isEmpty, day: isEarly ? null : day, isEarly };
  };
  const { isEmpty, day, isEarly } = read(text);
  const write = (typed: string) => {
    setText(typed);
    const now = read(typed);
    onChange(now.day, now.isEmpty || now.day !== null);
  };
  const close = () => {
    setIsChoosing(false);
    field.current?.focus();
  };
  const Calendar = calendar === 'persian' ? PersianCalendar : GregorianCalendar;
  return (
    <div className={classes.field}>
      <TextInput
        ref={field}
        label={label}
        placeholder={isoDayToType(from ?? todayIso(), language)}
        autoComplete="off"
        maxLength={60}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setIsChoosing(true);
        }}
        error={isEarly ? t('dates.early') : !isEmpty && day === null ? t('dates.unknown') : undefined}
        description={day ? isoDayInWords(day, language) : t(`dates.hints.${calendar}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        rightSection={
          <BarButton
            label={t('dates.choose')}
            pressed={isChoosing}
            testId={`${testId}-calendar`}
            onClick={() => setIsChoosing(!isChoosing)}
          >
            <IconCalendar size={18} />
          </BarButton>
        }
        data-testid={testId}
      />
      {isChoosing && (
        <Suspense fallback={<p>{t('states.loading')}</p>}>
          <Calendar
            value={day}
            from={from}
            onChoose={(chosen) => {
              write(isoDayToType(chosen, language));
              close();
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </div>
  );
}
