// Text messages by Kavenegar. Codes go by verify/lookup: a template that the provider has approved, with the code
// as its token; other messages by sms/send over a line of one's own. The account's key stands in the URL's path, so no URL and no provider text is ever logged.
import type { DeliveryFaultReason } from '@hamnevis/core/contract/messaging';
import { z } from 'zod';
import { type CodeSender, DeliveryFault } from './code-sender.ts';

const TIMEOUT_MS = 5000;

interface KavenegarOptions {
  apiKey: string;
  template: string;
  /** Where its API is. */
  baseUrl: string;
}

/** The provider's error table, as far as it says what to do; what is not in it was refused for a reason of its own. */
const REASONS: Readonly<Record<number, DeliveryFaultReason>> = {
  // The account is disabled, the key is wrong, this address of ours may not, the service is not in the contract. (As a
  // status of HTTP fetch shows nobody a 407: it counts as no answer then.)
  401: 'credentials',
  403: 'credentials',
  407: 'credentials',
  416: 'credentials',
  426: 'credentials',
  429: 'credentials',
  418: 'credit',
  // Not there or not approved, no place for the token in it, a token that it does not take.
  424: 'template',
  431: 'template',
  432: 'template',
  412: 'line',
  427: 'line',
  // Bad receptor; characters that this number's operator refuses; a test account's other numbers.
  411: 'address',
  422: 'address',
  501: 'address',
  409: 'busy',
  451: 'busy',
};

function reasonOf(code: number | null): DeliveryFaultReason {
  if (code === null) return 'unreachable';
  return REASONS[code] ?? (code >= 500 ? 'busy' : 'refused');
}

const answerSchema = z.object({ return: z.object({ status: z.number() }) });

/** A message that was not taken; `code` is the provider's, or null when it gave no answer of its own. */
export class SmsFault extends DeliveryFault {
  readonly code: number | null;

  constructor(code: number | null) {
    super(
      reasonOf(code),
      code === null ? 'the SMS provider did not answer' : `the SMS provider refused the message (${code})`,
    );
    this.name = 'SmsFault';
    this.code = code;
  }
}

/** Sends by Kavenegar; tries once more when it is busy or does not answer. */
export function createKavenegarSender(options: KavenegarOptions): CodeSender {
  const url = kavenegarUrl(options, 'verify/lookup');
  return {
    showsCodes: () => false,
    async send({ contact, code }) {
      await askKavenegar(url, { receptor: contact.address, template: options.template, token: code });
    },
  };
}

/** The address of one of an account's methods; it holds the key and is never logged. */
export function kavenegarUrl(
  { apiKey, baseUrl }: Pick<KavenegarOptions, 'apiKey' | 'baseUrl'>,
  method: 'verify/lookup' | 'sms/send',
): string {
  return `${baseUrl.replace(/\/+$/, '')}/v1/${encodeURIComponent(apiKey)}/${method}.json`;
}

/** Asks for one message; throws an {@link SmsFault} when it was not taken. */
export async function askKavenegar(url: string, form: Record<string, string>): Promise<void> {
  const first = await post(url, form);
  const status = isPassing(first) ? await post(url, form) : first;
  if (status !== 200) throw new SmsFault(status);
}

/** The provider's status; null when there was no readable answer. */
async function post(url: string, form: Record<string, string>): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const answer = answerSchema.safeParse(await response.json());
    if (answer.success && response.ok) return answer.data.return.status;
    return answer.success ? answer.data.return.status : response.status;
  } catch {
    // Neither the cause nor its message is passed on: undici puts the URL, and with it the key, into both.
    return null;
  }
}

function isPassing(status: number | null): boolean {
  return status === null || status === 409 || (status >= 500 && status !== 501);
}
