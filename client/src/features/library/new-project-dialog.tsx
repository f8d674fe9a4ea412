import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './library.module.css';
import { fetchWorkspaces, projectsKey, type Workspace } from './use-projects.ts';

/** A new project in the organization's first workspace; the workspace is made with it when there is none. */
export function NewProjectDialog({
  organizationId,
  onClose,
}: {
  organizationId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      const existing = (await fetchWorkspaces(organizationId))[0];
      const workspace =
        existing ??
        (await request<Workspace>('POST', `/organizations/${organizationId}/workspaces`, {
          body: { name: t('library.firstWorkspace') },
        }));
      await request('POST', `/workspaces/${workspace.id}/projects`, { body: { name: name.trim() } });
      await queryClient.invalidateQueries({ queryKey: projectsKey(organizationId) });
    },
    onSuccess: onClose,
  });
  return (
    <Dialog onClose={onClose} title={t('library.newProject')}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <TextInput
          label={t('library.projectName')}
          data-testid="project-name"
          data-autofocus
          required
          dir="auto"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error ? (
          <p role="alert" className={classes.error}>
            {problemText(create.error)}
          </p>
        ) : null}
        <Button type="submit" disabled={!name.trim()} loading={create.isPending} data-testid="create-project">
          {t('library.create')}
        </Button>
      </form>
    </Dialog>
  );
}
