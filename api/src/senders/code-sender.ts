import type { DeliveryFaultReason } from '@hamnevis/core/contract/messaging';
import type { Contact } from '@hamnevis/core/people/contact';

export type Channel = Contact['channel'];

/** A one-time code on its way to somebody. */
export interface CodeMessage {
  contact: Contact;
  code: string;
  language: 'fa' | 'en';
  lifeMinutes: number;
}

/** Brings one-time codes to people. */
export interface CodeSender {
  /** True when a channel's codes may be shown in the answer too: they go to one's own console anyway. */
  showsCodes(channel: Channel): boolean;
  /** Throws a {@link DeliveryFault} when nobody can be reached by this channel now. Says nothing to anybody. */
  probe?(channel: Channel): Promise<void>;
  /** Resolves when the code was taken over for delivery; throws a {@link DeliveryFault} when it was not. */
  send(message: CodeMessage): Promise<void>;
}

/**
 * A code that was not taken over. With a fault of the `channel` nobody can be reached by it, and people may be told
 * so; one of the `contact` is theirs alone, and telling it would tell who is known here.
 */
export class DeliveryFault extends Error {
  readonly reason: DeliveryFaultReason;
  readonly whose: 'channel' | 'contact';

  constructor(reason: DeliveryFaultReason, message: string) {
    super(message);
    this.name = 'DeliveryFault';
    this.reason = reason;
    this.whose = reason === 'address' ? 'contact' : 'channel';
  }
}
