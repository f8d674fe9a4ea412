import type { Language } from '@hamnevis/core/contract/shared';
import { asciiDigits } from '@hamnevis/core/persian/digits';
import { inReaderDigits } from './reader.ts';

/** A one-time code as the API takes it, however its digits were typed or pasted. */
export function codeOf(typed: string): string {
  return asciiDigits(typed).replace(/\D/g, '');
}

/** What the API takes for one contact: an e-mail address when there is an @, a phone number otherwise. */
export function contactOf(input: string): { phone: string } | { email: string } {
  const text = input.trim();
  return text.includes('@') ? { email: text } : { phone: asciiDigits(text) };
}

/** A contact as its reader writes it: a phone number in their digits, an e-mail address as it is. {@link contactOf} takes it. */
export function contactInWords(contact: string, language: Language): string {
  return contact.includes('@') ? contact : inReaderDigits(contact, language);
}
