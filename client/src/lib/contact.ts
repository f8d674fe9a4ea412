import { asciiDigits } from '@hamnevis/core/persian/digits';

/** What the API takes for one contact: an e-mail address when there is an @, a phone number otherwise. */
export function contactOf(input: string): { phone: string } | { email: string } {
  const text = input.trim();
  return text.includes('@') ? { email: text } : { phone: asciiDigits(text) };
}
