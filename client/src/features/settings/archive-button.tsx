import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';

interface ArchiveButtonProps {
  /** `/workspaces/{id}` or `/projects/{id}`. */
  path: string;
  name: string;
  isArchived: boolean;
}

/** Takes a workspace or a project out of the lists, where nothing new begins in it, or brings it back. */
export function ArchiveButton({ path, name, isArchived }: ArchiveButtonProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const change = useMutation({
    mutationFn: () => request('PATCH', path, { body: { archived: !isArchived } }),
    onSuccess: () => notify('done', t(isArchived ? 'settings.unarchived' : 'settings.archived', { name })),
    onError: (error) => notify('error', problemText(error)),
    // The frame's list of places as well as this one.
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['organizations'] });
      await queryClient.invalidateQueries({ queryKey: ['workspaces'] });
    },
  });
  return (
    <Button
      variant="default"
      size="compact-md"
      loading={change.isPending}
      onClick={() => change.mutate()}
      data-testid={isArchived ? 'unarchive' : 'archive'}
    >
      {t(isArchived ? 'settings.unarchive' : 'settings.archive')}
    </Button>
  );
}
