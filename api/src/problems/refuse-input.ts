import { Problem } from '@hamnevis/core/problems/catalogue';
import type { z } from 'zod';

interface ParseFailure {
  success: boolean;
  target: string;
  error?: z.core.$ZodError;
}

/**
 * What the contract answers to input that does not fit it: an address with an id that can be none is an address of
 * nothing (404); everything else lists its issues (422).
 */
export function refuseInput(result: ParseFailure): void {
  if (result.success) return;
  if (result.target === 'param') throw new Problem('not-found');
  throw new Problem('invalid', {
    issues: (result.error?.issues ?? []).map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
    })),
  });
}
