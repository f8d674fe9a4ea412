import type { Settings } from '@hamnevis/core/settings/settings';
import type { Channel } from './code-sender.ts';

/** By what a channel's messages go, as the settings say, and what is not set that it could go by. */
export interface SenderName {
  sender: 'console' | 'kavenegar' | 'smtp' | 'none';
  missing: string[];
}

export function senderOf(settings: Settings, channel: Channel): SenderName {
  if (channel === 'phone' && settings.SMS_PROVIDER === 'kavenegar') {
    return { sender: 'kavenegar', missing: settings.KAVENEGAR_SENDER ? [] : ['KAVENEGAR_SENDER'] };
  }
  if (channel === 'email' && settings.SMTP_URL) return { sender: 'smtp', missing: [] };
  return {
    sender: settings.NODE_ENV === 'production' ? 'none' : 'console',
    missing: channel === 'phone' ? ['SMS_PROVIDER'] : ['SMTP_URL'],
  };
}
