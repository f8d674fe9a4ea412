import type { Contact } from '@hamnevis/core/people/contact';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Channel } from './code-sender.ts';
import { DeliveryFault } from './code-sender.ts';
import { invitationMail, invitationText } from './invitation-mail.ts';
import { askKavenegar, kavenegarUrl } from './kavenegar-sender.ts';
import { mailFault, openMailServer } from './smtp-sender.ts';

/** An invitation on its way to somebody. */
export interface InvitationMessage {
  contact: Contact;
  organizationName: string;
  /** Who invites. */
  hostName: string;
  url: string;
  language: 'fa' | 'en';
}

/** Brings invitations to people. */
export interface InvitationSender {
  /** The settings that are missing for a channel; empty when it can be used. */
  missing(channel: Channel): readonly string[];
  /** Resolves when the message was taken over for delivery; throws a {@link DeliveryFault} when it was not. */
  send(message: InvitationMessage): Promise<void>;
}

/** The senders that the settings name; what has none is printed on the console, but not in production. */
export function chooseInvitationSender(
  settings: Settings,
  print = (line: string) => void process.stdout.write(`${line}\n`),
  kavenegarBaseUrl?: string,
): InvitationSender {
  const isProduction = settings.NODE_ENV === 'production';
  const sms = settings.SMS_PROVIDER === 'kavenegar' && settings.KAVENEGAR_SENDER !== undefined;
  const needs: Record<Channel, readonly string[]> = {
    phone: sms ? [] : [settings.SMS_PROVIDER === 'kavenegar' ? 'KAVENEGAR_SENDER' : 'SMS_PROVIDER'],
    email: settings.SMTP_URL ? [] : ['SMTP_URL'],
  };
  const mail = settings.SMTP_URL ? openMailServer({ url: settings.SMTP_URL }) : null;
  const smsUrl = kavenegarUrl(
    { apiKey: settings.KAVENEGAR_API_KEY ?? '', ...(kavenegarBaseUrl ? { baseUrl: kavenegarBaseUrl } : {}) },
    'sms/send',
  );
  return {
    missing: (channel) => (isProduction ? needs[channel] : []),
    async send(message) {
      const { channel, address } = message.contact;
      if (channel === 'phone' && sms) {
        const sender = settings.KAVENEGAR_SENDER ?? '';
        await askKavenegar(smsUrl, { receptor: address, sender, message: invitationText(message) });
      } else if (channel === 'email' && mail) {
        const envelope = { from: settings.SMTP_FROM ?? '', to: { name: '', address } };
        await mail
          .sendMail({
            ...envelope,
            ...invitationMail(message),
            headers: { 'Content-Language': message.language },
          })
          .catch((error: unknown) => {
            throw mailFault(error);
          });
      } else if (isProduction) {
        throw new DeliveryFault('channel', `there is no sender for these contacts: ${needs[channel]}`);
      } else {
        print(`invitation for ${address}: ${message.url}`);
      }
    },
  };
}
