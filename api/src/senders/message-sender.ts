import type { Contact } from '@hamnevis/core/people/contact';
import type { Settings } from '@hamnevis/core/settings/settings';
import { type Channel, DeliveryFault } from './code-sender.ts';
import { askKavenegar, kavenegarUrl } from './kavenegar-sender.ts';
import { mailFault, openMailServer } from './smtp-sender.ts';

/** Words on their way to somebody, as a mail and as a text message. */
export interface Message {
  contact: Contact;
  language: 'fa' | 'en';
  mail: { subject: string; text: string; html: string };
  /** As short as it can be. */
  sms: string;
  /** What stands on the console of one's own machine instead. */
  printed: string;
}

/** Brings messages other than codes to people. */
export interface MessageSender {
  /** The settings that are missing for a channel; empty when it can be used. */
  missing(channel: Channel): readonly string[];
  /** Resolves when the message was taken over for delivery; throws a {@link DeliveryFault} when it was not. */
  send(message: Message): Promise<void>;
}

/** The senders that the settings name; what has none is printed on the console, but not in production. */
export function chooseMessageSender(
  settings: Settings,
  print = (line: string) => void process.stdout.write(`${line}\n`),
): MessageSender {
  const isProduction = settings.NODE_ENV === 'production';
  const sms = settings.SMS_PROVIDER === 'kavenegar' && settings.KAVENEGAR_SENDER !== undefined;
  const needs: Record<Channel, readonly string[]> = {
    phone: sms ? [] : [settings.SMS_PROVIDER === 'kavenegar' ? 'KAVENEGAR_SENDER' : 'SMS_PROVIDER'],
    email: settings.SMTP_URL ? [] : ['SMTP_URL'],
  };
  const mail = settings.SMTP_URL ? openMailServer({ url: settings.SMTP_URL }) : null;
  const smsUrl = kavenegarUrl(
    { apiKey: settings.KAVENEGAR_API_KEY ?? '', baseUrl: settings.KAVENEGAR_URL },
    'sms/send',
  );
  return {
    missing: (channel) => (isProduction ? needs[channel] : []),
    async send(message) {
      const { channel, address } = message.contact;
      if (channel === 'phone' && sms) {
        const sender = settings.KAVENEGAR_SENDER ?? '';
        await askKavenegar(smsUrl, { receptor: address, sender, message: message.sms });
      } else if (channel === 'email' && mail) {
        const envelope = { from: settings.SMTP_FROM ?? '', to: { name: '', address } };
        const headers = { 'Content-Language': message.language };
        await mail.sendMail({ ...envelope, ...message.mail, headers }).catch((error: unknown) => {
          throw mailFault(error);
        });
      } else if (isProduction) {
        throw new DeliveryFault('unreachable', `there is no sender for these contacts: ${needs[channel]}`);
      } else {
        print(message.printed);
      }
    },
  };
}
