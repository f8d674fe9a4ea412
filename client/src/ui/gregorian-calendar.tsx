import { DayPicker } from '@daypicker/react';
import { type CalendarProps, DayCalendar } from './day-calendar.tsx';

/** A month of the Gregorian calendar. Loaded when somebody asks for it. */
export function GregorianCalendar(props: CalendarProps) {
  return <DayCalendar picker={DayPicker} {...props} />;
}
