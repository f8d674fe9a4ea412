import type { Project, Workspace } from '@hamnevis/core/contract/organizations';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { projectsKey, useWorkspaces } from '../../lib/use-projects.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './rows.module.css';

interface NewProjectDialogProps {
  organizationId: string;
  /** Without one the organization's first workspace gets it; where there is none, one is made. */
  workspaceId?: string;
  onClose: () => void;
}

/** A new project; it opens right away. */
export function NewProjectDialog({ organizationId, workspaceId, onClose }: NewProjectDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const workspaces = useWorkspaces(organizationId);
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      const parent = workspaceId ?? workspaces.data?.[0]?.id ?? (await firstWorkspace());
      return request<Project>('POST', `/workspaces/${parent}/projects`, { body: { name: name.trim() } });
    },
    onSuccess: async (project) => {
      await queryClient.invalidateQueries({ queryKey: projectsKey(organizationId) });
      onClose();
      await navigate(`/projects/${project.id}`);
    },
  });
  const firstWorkspace = async () => {
    const made = await request<Workspace>('POST', `/organizations/${organizationId}/workspaces`, {
      body: { name: t('library.firstWorkspace') },
    });
    return made.id;
  };
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
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error ? (
          <p role="alert" className={classes.error}>
            {problemText(create.error)}
          </p>
        ) : null}
        <Button
          type="submit"
          disabled={!name.trim()}
          loading={create.isPending || workspaces.isPending}
          data-testid="create-project"
        >
          {t('library.create')}
        </Button>
      </form>
    </Dialog>
  );
}
