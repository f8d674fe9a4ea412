import { Problem } from '@hamnevis/core/problems/catalogue';
import type { AuthorshipReading } from '@hamnevis/db/log/authorship';

/** The answer while a long history is worked out for the first time: each request comes further, as the worker does. */
export function behindTheLog({ authorship, head }: AuthorshipReading): Problem {
  return new Problem('unavailable', {
    detail: `the history is worked out up to ${authorship.sequence} of ${head}`,
    retryAfterSeconds: 1,
  });
}
