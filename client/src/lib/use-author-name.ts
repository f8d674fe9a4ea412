import type { Author } from '@hamnevis/core/contract/history';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The name of an author as it is said: a person's own, or the co-writer's with who asked it to write. */
export function useAuthorName(): (author: Author) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ person, runId }) => (runId === null ? person.name : t('authorship.asked', { name: person.name })),
    [t],
  );
}
