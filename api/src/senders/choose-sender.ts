import type { Settings } from '@hamnevis/core/settings/settings';
import { type Channel, type CodeSender, DeliveryFault } from './code-sender.ts';
import { createConsoleSender } from './console-sender.ts';
import { createKavenegarSender } from './kavenegar-sender.ts';
import { createSmtpSender } from './smtp-sender.ts';

/**
 * The senders that the settings name, each channel its own. What has none is printed on the console, but not in
 * production. Throws an Error with one clear line when production would have none at all.
 */
export function chooseSender(settings: Settings): CodeSender {
  const isProduction = settings.NODE_ENV === 'production';
  const printed = createConsoleSender((line) => process.stdout.write(`${line}\n`));
  const instead = (missing: string) => (isProduction ? absentSender(missing) : printed);
  if (isProduction && settings.SMS_PROVIDER === 'console' && !settings.SMTP_URL) {
    throw new Error(
      'SMS_PROVIDER=console prints sign-in codes, which production refuses: set SMS_PROVIDER=kavenegar, or SMTP_URL for codes by mail.',
    );
  }
  const senders: Record<Channel, CodeSender> = {
    phone:
      settings.SMS_PROVIDER === 'kavenegar'
        ? createKavenegarSender({
            apiKey: settings.KAVENEGAR_API_KEY ?? '',
            template: settings.KAVENEGAR_TEMPLATE ?? '',
            baseUrl: settings.KAVENEGAR_URL,
          })
        : instead('SMS_PROVIDER'),
    email: settings.SMTP_URL
      ? createSmtpSender({ url: settings.SMTP_URL, from: settings.SMTP_FROM ?? '' })
      : instead('SMTP_URL'),
  };
  return {
    showsCodes: (channel) => senders[channel].showsCodes(channel),
    probe: async (channel) => senders[channel].probe?.(channel),
    send: (message) => senders[message.contact.channel].send(message),
  };
}

/** In the place of a sender that production was not given. */
function absentSender(missing: string): CodeSender {
  const refuse = async () => {
    throw new DeliveryFault('unreachable', `there is no sender for these contacts: ${missing}`);
  };
  return { showsCodes: () => false, probe: refuse, send: refuse };
}
