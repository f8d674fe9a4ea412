import type { Me } from '@hamnevis/core/contract/auth';
import type { Language } from '@hamnevis/core/contract/shared';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from './http.ts';
import { switchLanguage } from './i18n.ts';
import { ME_KEY } from './me.ts';

/** Switches this browser's language, and the person's own when somebody is signed in. */
export function useSwitchLanguage(): (language: Language) => void {
  const queryClient = useQueryClient();
  return useCallback(
    (language) => {
      void switchLanguage(language, { remember: true });
      if (!queryClient.getQueryData<Me | null>(ME_KEY)) return;
      request<Me>('PATCH', '/me', { body: { language } }).then(
        (me) => queryClient.setQueryData(ME_KEY, me),
        // The browser keeps the choice anyway; messages sent later are in the old language, no more.
        () => undefined,
      );
    },
    [queryClient],
  );
}
