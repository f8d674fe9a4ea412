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

/** The open code's id when this is it; whether a try was spent on it. */
export interface CheckedCode {
  codeId: string | null;
  wasCompared: boolean;
}

/**
 * Spends a try of the contact's open code and compares. Whoever gets no id must let the transaction commit, or the
 * try was none, and then count it (`countWrongCode`).
 */
export async function checkCode(
  { secret, now }: ApiServices,
  tx: Transaction,
  { contact, code }: Confirmation,
  purpose: CodePurpose,
): Promise<CheckedCode> {
  const open = await spendTry(tx, contact, now());
  const isRight =
    open !== null && sameHash(open.codeHash, codeHash(secret, contact, typedCode(code), purpose));
  return { codeId: isRight ? open.id : null, wasCompared: open !== null };
}
