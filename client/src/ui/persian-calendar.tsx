import { DayPicker } from '@daypicker/persian';
import { type CalendarProps, DayCalendar } from './day-calendar.tsx';

/** A month of the Persian calendar. Loaded when somebody asks for it. */
export function PersianCalendar(props: CalendarProps) {
  return <DayCalendar picker={DayPicker} {...props} />;
}
