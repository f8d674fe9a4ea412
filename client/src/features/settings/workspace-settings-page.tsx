import type { Workspace } from '@hamnevis/core/contract/organizations';
import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { request } from '../../lib/http.ts';
import { useMay } from '../../lib/use-organization.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { Screen, Section } from '../../ui/screen.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { ArchiveButton } from './archive-button.tsx';
import { WorkspaceProjects } from './workspace-projects.tsx';
import { WorkspaceTemplates } from './workspace-templates.tsx';

/** A workspace's name, and what it asks of an approval. */
export function WorkspaceSettingsPage() {
  const { t } = useTranslation();
  const { workspaceId = '' } = useParams();
  const manages = useMay('manage-workspaces');
  const workspace = useQuery({
    queryKey: ['workspaces', workspaceId],
    queryFn: ({ signal }) => request<Workspace>('GET', `/workspaces/${workspaceId}`, { signal }),
  });
  return (
    <Screen
      title={workspace.data?.name}
      width="narrow"
      above={<Link to="/settings">{t('nav.settings')}</Link>}
    >
      {workspace.isPending ? <LoadingRows rows={3} /> : null}
      {workspace.error && !workspace.data ? (
        <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />
      ) : null}
      {workspace.data ? <WorkspaceForm key={workspaceId} workspace={workspace.data} /> : null}
      {workspace.data && manages ? (
        <>
          <WorkspaceProjects workspaceId={workspaceId} />
          <WorkspaceTemplates workspaceId={workspaceId} />
          <Section title={t('settings.archiveWorkspace')} lead={t('settings.archiveLead')}>
            <ArchiveButton
              path={`/workspaces/${workspaceId}`}
              name={workspace.data.name}
              isArchived={workspace.data.archivedAt !== null}
            />
          </Section>
        </>
      ) : null}
    </Screen>
  );
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const mayRename = useMay('manage-workspaces');
  const isAdmin = useMay('manage-organization');
  const [name, setName] = useState(workspace.name);
  const patch = (wish: object) => request<Workspace>('PATCH', `/workspaces/${workspace.id}`, { body: wish });
  const onSuccess = async (changed: Workspace) => {
    queryClient.setQueryData(['workspaces', workspace.id], changed);
    await queryClient.invalidateQueries({ queryKey: ['organizations', workspace.organizationId] });
    notify('done', t('profile.saved'));
  };
  const rename = useMutation({ mutationFn: () => patch({ name: name.trim() }), onSuccess });
  const approval = useMutation({
    mutationFn: (approvalByOthers: boolean) => patch({ approvalByOthers }),
    onSuccess,
    onError: (error) => notify('error', problemText(error)),
  });
  const isChanged = name.trim() !== '' && name.trim() !== workspace.name;
  return (
    <form
      noValidate
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) rename.mutate();
      }}
    >
      <div className={form.form} data-width="field">
        <TextInput
          label={t('settings.workspaceName')}
          maxLength={120}
          readOnly={!mayRename}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="workspace-name"
        />
        <ProblemLine error={rename.error} />
        <div className={form.starts}>
          <Button type="submit" disabled={!isChanged} loading={rename.isPending} data-testid="workspace-save">
            {t('actions.save')}
          </Button>
        </div>
      </div>
      <Switch
        label={t('settings.approvalByOthers')}
        description={t(isAdmin ? 'settings.approvalByOthersHint' : 'settings.onlyAdmin')}
        checked={approval.isPending ? approval.variables : workspace.approvalByOthers}
        disabled={!isAdmin}
        onChange={(event) => approval.mutate(event.currentTarget.checked)}
        data-testid="approval-by-others"
      />
    </form>
  );
}
