import type { Contact } from '@hamnevis/core/people/contact';
import type { Transaction } from '@hamnevis/db/connect';
import { spendTry } from '@hamnevis/db/queries/one-time-codes';
import { sameHash } from '@hamnevis/db/queries/secrets';
import type { ApiServices } from '../services.ts';
import { type CodePurpose, codeHash, typedCode } from './code-hash.ts';

/** A contact with the code that was sent to it. */
export interface Confirmation {
  contact: Contact;
  code: string;
}

/**
 * Spends a try of the contact's open code; answers its id when this is the code, null otherwise. Whoever gets null
 * must let the transaction commit, or the try was none.
 */
export async function checkCode(
  { secret, now }: ApiServices,
  tx: Transaction,
  { contact, code }: Confirmation,
  purpose: CodePurpose,
): Promise<string | null> {
  const open = await spendTry(tx, contact, now());
  return open && sameHash(open.codeHash, codeHash(secret, contact, typedCode(code), purpose))
    ? open.id
    : null;
}
