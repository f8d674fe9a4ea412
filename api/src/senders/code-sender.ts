import type { Contact } from '@hamnevis/core/people/contact';

/** A one-time code on its way to somebody. */
export interface CodeMessage {
  contact: Contact;
  code: string;
  language: 'fa' | 'en';
  lifeMinutes: number;
}

/** Brings one-time codes to people. */
export interface CodeSender {
  /** True when the code may be shown in the answer too: it goes to the console of one's own machine anyway. */
  showsCodes: boolean;
  /** Resolves when the code was taken over for delivery; throws when it was not. */
  send(message: CodeMessage): Promise<void>;
}
