import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from './http.ts';

/** The reader's own words for any failure, by the problem's slug; never the server's English. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error) => {
      const problem = error instanceof ProblemError ? error : null;
      const slug = problem?.slug ?? 'internal';
      const key = i18n.exists(`problems.${slug}`) ? `problems.${slug}` : 'problems.internal';
      const words = t(key, { count: problem?.retryAfterSeconds ?? 0 });
      const needsId = slug === 'internal' && problem?.requestId;
      return needsId ? `${words} (${problem.requestId})` : words;
    },
    [t, i18n],
  );
}
