import { randomInt } from 'node:crypto';
import type { Contact } from '@hamnevis/core/people/contact';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { transact } from '@hamnevis/db/queries/transact';
import { spend } from '../limits/spend.ts';
import type { Actor } from '../middleware/session.ts';
import { DeliveryFault } from '../senders/code-sender.ts';
import { senderOf } from '../senders/sender-names.ts';
import type { ApiServices } from '../services.ts';

/**
 * Sends a message exactly as a code is sent, with a code that opens nothing, and says what became of it. It counts
 * against the contact's own limit too, so that nobody is flooded by tests. The caller has judged who asks.
 */
export async function sendTestMessage(
  services: ApiServices,
  organizationId: string,
  { personId, address }: Actor,
  wish: { contact: Contact; language: 'fa' | 'en' },
) {
  const { contact, language } = wish;
  await spend(services.limits.testMessages, organizationId);
  await spend(services.limits.codesByContact, `${contact.channel}:${contact.address}`);
  const { sender } = senderOf(services.settings, contact.channel);
  const began = performance.now();
  let fault: DeliveryFault | null = null;
  try {
    const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
    await services.codeSender.send({ contact, code, language, lifeMinutes: 5 });
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    fault = error;
  }
  await transact(services.database, { organizationId }, (tx) =>
    recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'test-message.send',
      subjectKind: 'organization',
      subjectId: organizationId,
      detail: { channel: contact.channel, sent: fault === null },
      ip: address || null,
    }),
  );
  return {
    sent: fault === null,
    sender,
    fault: fault?.message ?? null,
    reason: fault?.reason ?? null,
    whose: fault?.whose ?? null,
    tookMs: Math.round(performance.now() - began),
  };
}
