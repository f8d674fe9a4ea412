import { asciiDigits } from '@hamnevis/core/persian/digits';

/** A one-time code as the API takes it, however its digits were typed or pasted. */
export function codeOf(typed: string): string {
  return asciiDigits(typed).replace(/\D/g, '');
}

/** What the API takes for one contact: an e-mail address when there is an @, a phone number otherwise. */
export function contactOf(input: string): { phone: string } | { email: string } {
  const text = input.trim();
  return text.includes('@') ? { email: text } : { phone: asciiDigits(text) };
}
