import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { useMe } from '../../lib/use-me.ts';
import { projectsKey, useWorkspaces } from '../../lib/use-projects.ts';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TestMessage } from '../../ui/test-message.tsx';
import classes from './setup.module.css';

/** Names the workspace and the project that stand in a new organization. Both can be renamed later. */
export function WorkspaceStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const organizationId = useMe().data?.memberships[0]?.organizationId;
  const workspaces = useWorkspaces(organizationId);
  const workspace = workspaces.data?.[0];
  const project = workspace?.projects[0];
  const [names, setNames] = useState<{ workspace?: string; project?: string }>({});
  const workspaceName = names.workspace ?? workspace?.name ?? '';
  const projectName = names.project ?? project?.name ?? '';
  const save = useMutation({
    mutationFn: async () => {
      if (workspace && workspaceName.trim() !== workspace.name) {
        await request('PATCH', `/workspaces/${workspace.id}`, { body: { name: workspaceName.trim() } });
      }
      if (project && projectName.trim() !== project.name) {
        await request('PATCH', `/projects/${project.id}`, { body: { name: projectName.trim() } });
      }
      await queryClient.invalidateQueries({ queryKey: projectsKey(organizationId ?? '') });
    },
    onSuccess: onDone,
  });
  if (!workspace) {
    return workspaces.error ? (
      <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />
    ) : (
      <LoadingRows rows={2} />
    );
  }
  return (
    <>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (workspaceName.trim() && projectName.trim()) save.mutate();
        }}
      >
        <TextInput
          label={t('settings.workspaceName')}
          autoFocus
          required
          maxLength={120}
          value={workspaceName}
          onChange={(event) => setNames({ ...names, workspace: event.currentTarget.value })}
          data-testid="setup-workspace"
        />
        <TextInput
          label={t('library.projectName')}
          required
          maxLength={120}
          value={projectName}
          onChange={(event) => setNames({ ...names, project: event.currentTarget.value })}
          data-testid="setup-project"
        />
        <ProblemLine error={save.error} />
        <Button
          type="submit"
          size="md"
          fullWidth
          disabled={!workspaceName.trim() || !projectName.trim()}
          loading={save.isPending}
          data-testid="setup-finish"
        >
          {t('setup.finish')}
        </Button>
      </form>
      {organizationId ? (
        <details className={classes.optional}>
          <summary>{t('testMessage.title')}</summary>
          <p className="quiet">{t('testMessage.lead')}</p>
          <TestMessage organizationId={organizationId} />
        </details>
      ) : null}
    </>
  );
}
