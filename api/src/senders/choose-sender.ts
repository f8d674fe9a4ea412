import type { Settings } from '@hamnevis/core/settings/settings';
import type { CodeSender } from './code-sender.ts';
import { createConsoleSender } from './console-sender.ts';
import { createKavenegarSender } from './kavenegar-sender.ts';

/**
 * The sender that the settings name: each contact's channel has its own.
 * Throws an Error with one clear line when the settings ask for what cannot be.
 */
export function chooseSender(settings: Settings): CodeSender {
  if (settings.SMTP_URL) {
    throw new Error('SMTP_URL is set, but this release cannot send mail yet: leave it empty.');
  }
  const printed = createConsoleSender((line) => process.stdout.write(`${line}\n`));
  if (settings.SMS_PROVIDER === 'console') {
    if (settings.NODE_ENV === 'production') {
      throw new Error(
        'SMS_PROVIDER=console prints sign-in codes, which production refuses: set SMS_PROVIDER=kavenegar.',
      );
    }
    return printed;
  }
  const kavenegar = createKavenegarSender({
    apiKey: settings.KAVENEGAR_API_KEY ?? '',
    template: settings.KAVENEGAR_TEMPLATE ?? '',
  });
  return {
    showsCodes: false,
    async send(message) {
      if (message.contact.channel === 'phone') return kavenegar.send(message);
      if (settings.NODE_ENV !== 'production') return printed.send(message);
      throw new Error('no mail server is set up: SMTP_URL');
    },
  };
}
