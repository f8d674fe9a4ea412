import type { Contact } from '@hamnevis/core/people/contact';
import type { Channel } from './code-sender.ts';
import { invitationMail, invitationText } from './invitation-mail.ts';
import { chooseMessageSender } from './message-sender.ts';

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
  /** Resolves when the message was taken over for delivery; throws a `DeliveryFault` when it was not. */
  send(message: InvitationMessage): Promise<void>;
}

/** The senders that the settings name; what has none is printed on the console, but not in production. */
export function chooseInvitationSender(
  ...[settings, print, kavenegarBaseUrl]: Parameters<typeof chooseMessageSender>
): InvitationSender {
  const sender = chooseMessageSender(settings, print, kavenegarBaseUrl);
  return {
    missing: sender.missing,
    send: (message) =>
      sender.send({
        contact: message.contact,
        language: message.language,
        mail: invitationMail(message),
        sms: invitationText(message),
        printed: `invitation for ${message.contact.address}: ${message.url}`,
      }),
  };
}
