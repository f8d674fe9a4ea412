// What codes cost, and who makes them: caps on what is really sent, and an alarm when far more is sent than entered.
import type { Contact } from '@hamnevis/core/people/contact';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { transact } from '@hamnevis/db/queries/transact';
import { count, counted, msLeft } from '../limits/spend.ts';
import type { CODE_ALARM_KINDS } from '../metrics/api-metrics.ts';
import type { ApiServices } from '../services.ts';

/** Sends of an hour below which their ratio to entered codes says nothing. */
const ALARM_LEAST_SENDS = 20;
/** So many sends per entered code are an alarm. */
const ALARM_RATIO = 2;

/** The beginning of a number that its country and operator share; one that calls cost a fortune to has its own. */
const prefixOf = (address: string) => address.slice(0, 6);

/** The milliseconds until a contact of this kind can be sent a code again; 0 while no cap is reached. */
export async function msUntilSend({ limits }: ApiServices, contact: Contact): Promise<number> {
  const byDay = await msLeft(limits.sendsByDay, contact.channel);
  if (contact.channel === 'email') return byDay;
  return Math.max(byDay, await msLeft(limits.sendsByPrefix, prefixOf(contact.address)));
}

/** Counts a code that is about to be sent; false when that would be one above a cap, and it must not be. */
export async function maySend(services: ApiServices, contact: Contact): Promise<boolean> {
  const { limits } = services;
  const { sendsByDay, sendsByPrefix } = limits;
  const isPhone = contact.channel === 'phone';
  if (isPhone && (await count(sendsByPrefix, prefixOf(contact.address))) > sendsByPrefix.points) {
    await raiseAlarm(services, 'prefix-cap', { prefix: prefixOf(contact.address) });
    return false;
  }
  if ((await count(sendsByDay, contact.channel)) > sendsByDay.points) {
    await raiseAlarm(services, 'day-cap', { channel: contact.channel });
    return false;
  }
  const sent = await count(limits.sentCodes, 'all');
  const entered = await counted(limits.enteredCodes, 'all');
  if (sent >= ALARM_LEAST_SENDS && sent >= ALARM_RATIO * entered) {
    await raiseAlarm(services, 'ratio', { sent, entered });
  }
  return true;
}

/** Counts a code that was entered rightly. */
export async function countEntered({ limits }: ApiServices): Promise<void> {
  await count(limits.enteredCodes, 'all');
}

/** A line in the log, a count in the metrics and a row in the audit; each kind at most once an hour. */
async function raiseAlarm(
  { database, limits, metrics, log }: ApiServices,
  kind: (typeof CODE_ALARM_KINDS)[number],
  detail: Record<string, unknown>,
): Promise<void> {
  if ((await count(limits.codeAlarms, kind)) > 1) return;
  metrics.codeAlarms.inc({ kind });
  log.error({ alarm: 'codes', kind, ...detail }, 'alarm: one-time codes are sent as if by a machine');
  await transact(database, null, (tx) =>
    recordAudit(tx, { action: 'codes.alarm', subjectKind: 'server', detail: { kind, ...detail } }),
  );
}
