import type { restored } from '@hamnevis/core/contract/versions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { versionsKey } from '../../lib/use-versions.ts';
import { notify } from '../../ui/notices.tsx';

type Restored = (typeof restored)['_output'];

/** Brings one block of a version back into the text of now. */
export function useRestoreBlock(documentId: string) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { versionId: string; block: number }) =>
      request<Restored>('POST', `/documents/${documentId}/restore`, { body }),
    onSuccess: async (answer) => {
      notify('done', t(answer.changed ? 'compare.blockRestored' : 'compare.blockSame'));
      await queryClient.invalidateQueries({ queryKey: versionsKey(documentId) });
    },
    onError: (error) => notify('error', problemText(error)),
  });
}
