import type { CodeSender } from './code-sender.ts';

/** Prints codes on the console of the machine that runs the product: the default, and refused in production. */
export function createConsoleSender(print: (line: string) => void): CodeSender {
  return {
    showsCodes: () => true,
    async send({ contact, code, lifeMinutes }) {
      print(`one-time code for ${contact.address}: ${code} (holds for ${lifeMinutes} minutes)`);
    },
  };
}
