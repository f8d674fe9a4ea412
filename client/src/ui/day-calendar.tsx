// A month to choose a day from, in the reader's calendar, digits and direction. The packages bring the arithmetic and the
// keys (arrows by day and week, Page Up and Down by month, with Shift by year); every word is ours, from Intl.
import type { DayPicker } from '@daypicker/persian';
import { DayButton, NextMonthButton, PreviousMonthButton } from '@daypicker/react';
import { type ComponentProps, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isoDayInWords, isoDayNumber, isoMonthInWords, isoWeekday, todayIso } from '../lib/iso-days.ts';
import { directionOf } from '../lib/preferences.ts';
import { readerCalendar } from '../lib/reader.ts';
import { useLanguage } from '../lib/use-language.ts';
import classes from './day-calendar.module.css';

export interface CalendarProps {
  /** An ISO day, or null for none. */
  value: string | null;
  /** The first ISO day that may be chosen. */
  from?: string | undefined;
  onChoose: (day: string) => void;
  onClose: () => void;
}

// A dialog round the calendar hears Esc first; with this mark it leaves it to the calendar.
const OWN_ESC = { 'data-mantine-stop-propagation': 'true' };
const COMPONENTS = {
  DayButton: (props: ComponentProps<typeof DayButton>) => <DayButton {...props} {...OWN_ESC} />,
  NextMonthButton: (props: ComponentProps<typeof NextMonthButton>) => (
    <NextMonthButton {...props} {...OWN_ESC} />
  ),
  PreviousMonthButton: (props: ComponentProps<typeof PreviousMonthButton>) => (
    <PreviousMonthButton {...props} {...OWN_ESC} />
  ),
};

const CLASS_NAMES = {
  months: classes.months ?? '',
  month: classes.month ?? '',
  month_caption: classes.caption ?? '',
  button_previous: classes.turn ?? '',
  button_next: classes.turn ?? '',
  chevron: classes.chevron ?? '',
  month_grid: classes.grid ?? '',
  day: classes.day ?? '',
  day_button: classes.dayButton ?? '',
};

/** The calendar of one of the packages, which differ in nothing but their arithmetic. */
export function DayCalendar({
  picker: Picker,
  value,
  from,
  onChoose,
  onClose,
}: CalendarProps & { picker: typeof DayPicker }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = todayIso();
  const sheet = useRef<HTMLDivElement>(null);
  // At the foot of a long dialog the month would be cut off. Newer browsers answer scrolling with a promise, which is no
  // clean-up.
  useEffect(() => {
    sheet.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc of the buttons within it
    <div
      ref={sheet}
      className={classes.calendar}
      data-testid="calendar"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Picker
        mode="single"
        autoFocus
        showOutsideDays
        navLayout="around"
        dir={directionOf(language)}
        lang={language}
        weekStartsOn={language === 'fa' || readerCalendar(language) === 'persian' ? 6 : 1}
        today={dateOf(today)}
        defaultMonth={dateOf(value ?? from ?? today)}
        {...(value ? { selected: dateOf(value) } : {})}
        {...(from ? { disabled: { before: dateOf(from) }, startMonth: dateOf(from) } : {})}
        onDayClick={(date, { disabled }) => {
          if (!disabled) onChoose(isoOf(date));
        }}
        components={COMPONENTS}
        classNames={CLASS_NAMES}
        formatters={{
          formatCaption: (month) => isoMonthInWords(isoOf(month), language),
          formatDay: (date) => isoDayNumber(isoOf(date), language),
          formatWeekdayName: (date) => isoWeekday(isoOf(date), language, 'head'),
        }}
        labels={{
          labelDayButton: (date) => {
            const day = isoOf(date);
            return day === today
              ? t('dates.todayIs', { day: isoDayInWords(day, language) })
              : isoDayInWords(day, language);
          },
          labelGrid: (month) => isoMonthInWords(isoOf(month), language),
          labelNav: () => t('dates.calendar'),
          labelNext: () => t('dates.nextMonth'),
          labelPrevious: () => t('dates.previousMonth'),
          labelWeekday: (date) => isoWeekday(isoOf(date), language, 'whole'),
        }}
      />
    </div>
  );
}

/** The packages reckon in the device's time zone: at noon no change of the clocks moves a day. */
function dateOf(isoDay: string): Date {
  return new Date(`${isoDay}T12:00:00`);
}

function isoOf(date: Date): string {
  const pad = (part: number, width: number) => String(part).padStart(width, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
