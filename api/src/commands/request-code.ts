import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { isOpenLink } from '@hamnevis/db/queries/invitations';
import { storeCode } from '@hamnevis/db/queries/one-time-codes';
import { findPersonByContact, isInvited, type PersonRow } from '@hamnevis/db/queries/people';
import type { Limit } from '../limits/limits.ts';
import { refund, spend } from '../limits/spend.ts';
import { addressKey } from '../middleware/address-key.ts';
import { DeliveryFault } from '../senders/code-sender.ts';
import type { ApiServices } from '../services.ts';
import { CODE_LIFE_MS, CODE_TRIES, codeHash, newCode } from './code-hash.ts';
import { refuseLocked } from './lock-sign-in.ts';
import { maySend, msUntilSend } from './watch-sends.ts';

export interface CodeRequested {
  expiresInSeconds: number;
  resendInSeconds: number;
  devCode?: string;
}

/**
 * Makes a code for a contact and hands it to the sender. Known and unknown contacts go the same way and get the
 * same answer in the same time: only that nothing is sent to somebody whom nobody knows, and the sending itself
 * is not waited for. When codes cannot be sent at all, that is said to everybody before anything is counted; a code
 * that went nowhere later costs neither a try nor the pause before the next.
 */
export async function requestCode(
  services: ApiServices,
  contact: Contact,
  address: string,
  /** `link`: the token of an invitation; `confirmedBy`: who shows that the contact is theirs, instead of signing in. */
  { link, confirmedBy }: { link?: string | undefined; confirmedBy?: PersonRow } = {},
): Promise<CodeRequested> {
  const { database, settings, limits, log, metrics, codeSender, channels } = services;
  const { channel } = contact;
  await refuseLocked(services, contact);
  const capMs = await msUntilSend(services, contact);
  const waitMs = (await channels.waitMs(channel, services.now())) ?? (capMs > 0 ? capMs : null);
  if (waitMs !== null) throw new Problem('code-not-sent', { retryAfterSeconds: waitMs / 1000 });
  const spent: [Limit, string][] = [
    [limits.codesByAddress, addressKey(address)],
    [limits.codesByContact, `${channel}:${contact.address}`],
  ];
  if (confirmedBy) spent.push([limits.codesByPerson, confirmedBy.id]);
  for (const [limit, key] of spent) await spend(limit, key);
  const now = services.now();
  const code = newCode();
  const wait = await storeCode(database.queries, {
    contact,
    codeHash: codeHash(
      services.secret,
      contact,
      code,
      confirmedBy ? { contactOf: confirmedBy.id } : 'sign-in',
    ),
    attempts: CODE_TRIES,
    lifeMs: CODE_LIFE_MS,
    resendMs: settings.OTP_RESEND_SECONDS * 1000,
    // For everybody alike: whose code it was that failed would say who is known here.
    unlessBefore: channels.lastFailure(channel),
    now,
  });
  if (wait) throw new Problem('too-many-requests', { retryAfterSeconds: wait.waitMs / 1000 });
  const person = confirmedBy ?? (await findPersonByContact(database.queries, contact));
  const invited = await isInvited(database.queries, contact, now);
  // Asked for everybody alike too, whatever the answer is.
  const holdsLink = link !== undefined && (await isOpenLink(database.queries, link, now));
  const isExpected = invited || holdsLink || person !== undefined;
  if (isExpected && (await maySend(services, contact))) {
    const message = { contact, code, language: person?.language ?? 'fa', lifeMinutes: CODE_LIFE_MS / 60_000 };
    codeSender.send(message).then(
      () => metrics.codes.inc({ channel, outcome: 'sent' }),
      (error: unknown) => {
        metrics.codes.inc({ channel, outcome: 'failed' });
        log.error({ err: error, channel }, 'a one-time code was not sent');
        if (error instanceof DeliveryFault && error.whose === 'contact') return;
        channels.failed(channel, services.now());
        for (const [limit, key] of spent) {
          refund(limit, key).catch((err: unknown) => log.warn({ err }, 'a try was not given back'));
        }
      },
    );
  }
  const shows = codeSender.showsCodes(channel) && settings.NODE_ENV !== 'production';
  return {
    expiresInSeconds: CODE_LIFE_MS / 1000,
    resendInSeconds: settings.OTP_RESEND_SECONDS,
    ...(shows ? { devCode: code } : {}),
  };
}
