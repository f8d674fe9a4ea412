// Answers may hold a secret that is shown once (an API key, an invitation's link). They are kept under a key that is made
// of the server's pepper and of the Idempotency-Key itself, of which the database has a hash: it can open none of them.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What a client needs besides the body. Cookies and limits are of the moment. */
export const KEPT_HEADERS = ['content-type', 'location', 'etag', 'cache-control'] as const;

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface AnswerSeal {
  seal(answer: KeptAnswer): Uint8Array;
  /** Throws an Error when the bytes were sealed under another key, or changed since. */
  open(sealed: Uint8Array): KeptAnswer;
}

/** Seals answers to requests that came under `idempotencyKey`. */
export function answerSeal(secret: string, idempotencyKey: string): AnswerSeal {
  const key = Buffer.from(hkdfSync('sha256', secret, idempotencyKey, 'kept answer', 32));
  return {
    seal(answer) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), text]));
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return JSON.parse(text.toString('utf8')) as KeptAnswer;
    },
  };
}
