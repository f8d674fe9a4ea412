import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { documentKey } from '../../lib/documents.ts';
import { request } from '../../lib/http.ts';
import { versionsKey } from '../../lib/use-versions.ts';

interface Asked {
  to: Status;
  note?: string;
}

/** Takes a step of the workflow; throws ProblemError. */
export function useTransition(documentId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ to, note }: Asked) =>
      request<DocumentDetail>('POST', `/documents/${documentId}/transitions`, {
        body: { to, ...(note ? { note } : {}) },
      }),
    // Also after a refusal: what is possible now may be another thing than what the screen shows.
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: documentKey(documentId), exact: true });
      await queryClient.invalidateQueries({ queryKey: versionsKey(documentId) });
    },
  });
}
