import type { Contact } from '@hamnevis/core/people/contact';
import { listContacts } from '@hamnevis/db/queries/contacts';
import { type NoticeKind, noticeMessage } from '../senders/notice.ts';
import type { ApiServices } from '../services.ts';
import { maskedAddress } from './masked-address.ts';

interface Told {
  person: { id: string; language: 'fa' | 'en' };
  kind: NoticeKind;
  about: Contact;
  /** Told beside the person's contacts of now: one that was theirs until a moment ago. */
  formerly?: readonly Contact[];
}

/**
 * Tells a person, by every contact that they have, what happened to their identity. Nobody waits for it, and one
 * that cannot be sent is logged only: what happened has happened.
 */
export async function tellPerson(
  { database, messageSender, log }: ApiServices,
  { person, kind, about, formerly = [] }: Told,
): Promise<void> {
  const own = (await listContacts(database.queries, person.id)) as readonly Contact[];
  for (const { channel, address } of [...own, ...formerly]) {
    if (messageSender.missing(channel).length > 0) continue;
    const contact = { channel, address } as Contact;
    messageSender
      .send(noticeMessage({ contact, kind, about: maskedAddress(about), language: person.language }))
      .catch((error: unknown) => log.warn({ err: error, kind }, 'a notice was not sent'));
  }
}
