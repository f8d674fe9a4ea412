import type { restored } from '@hamnevis/core/contract/versions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { versionsKey } from '../../lib/use-versions.ts';
import { notify } from '../../ui/notices.tsx';

type Restored = (typeof restored)['_output'];

/** What comes back: a whole version, or one block of it. */
interface RestoreWish {
  versionId: string;
  block?: number;
}

/** Brings a version, or one block of it, back into the text of now, and offers the way back from there. */
export function useRestore(documentId: string) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const restore = (body: RestoreWish) =>
    request<Restored>('POST', `/documents/${documentId}/restore`, { body });
  const refresh = () => queryClient.invalidateQueries({ queryKey: versionsKey(documentId) });
  const onError = (error: Error) => notify('error', problemText(error));
  const takeBack = async (sequence: number) => {
    try {
      await request('POST', `/documents/${documentId}/restore/undo`, { body: { sequence } });
      notify('done', t('versions.takenBack'));
      await refresh();
    } catch (error) {
      onError(error as Error);
    }
  };
  return useMutation({
    mutationFn: restore,
    onSuccess: async ({ changed, sequence }, { block }) => {
      const words =
        block === undefined
          ? t(changed ? 'versions.restored' : 'versions.same')
          : t(changed ? 'compare.blockRestored' : 'compare.blockSame');
      notify(
        'done',
        words,
        changed ? { label: t('versions.takeBack'), run: () => void takeBack(sequence) } : undefined,
      );
      await refresh();
    },
    onError,
  });
}
