import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { notify } from '../ui/notices.tsx';
import { ProblemError, request } from './http.ts';
import { persistently } from './persistently.ts';
import { useProblemText } from './use-problem-text.ts';

/**
 * Signs out, in this browser or on every device, and deletes this browser's copies. Copies that hold unsaved words stop
 * it (`onUnsaved`) until it is called with `giveUp`.
 */
export function useSignOut(
  personId: string | undefined,
  onUnsaved: () => void,
  where: 'here' | 'everywhere' = 'here',
) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const { t } = useTranslation();
  return useCallback(
    async (giveUp: boolean) => {
      if (!personId) return;
      // Not needed before somebody leaves.
      const { giveUpUnsaved, unsavedDocuments } = await persistently(
        () => import('./live/unsaved-documents.ts'),
      );
      if (!giveUp && (await unsavedDocuments(personId)).length > 0) {
        onUnsaved();
        return;
      }
      try {
        if (where === 'everywhere') await request('DELETE', '/auth/sessions');
        else await request('POST', '/auth/sign-out');
      } catch (error) {
        // A session that is gone already is as good as signed out; anything else leaves the person signed in.
        if (!(error instanceof ProblemError && error.status === 401)) {
          notify('error', problemText(error));
          return;
        }
      }
      await giveUpUnsaved(personId);
      queryClient.clear();
      await navigate('/sign-in', { replace: true });
      notify('done', t('signIn.signedOut'));
    },
    [personId, onUnsaved, where, queryClient, navigate, problemText, t],
  );
}
