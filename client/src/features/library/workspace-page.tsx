import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { latePart } from '../../lib/late-part.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { useWorkspaces } from '../../lib/use-projects.ts';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './workspace.module.css';

const NewProjectDialog = latePart(() =>
  import('./new-project-dialog.tsx').then((module) => ({ default: module.NewProjectDialog })),
);

/** The projects of a workspace. */
export function WorkspacePage() {
  const { t } = useTranslation();
  const { workspaceId } = useParams();
  const [isCreating, setIsCreating] = useState(false);
  const organization = useOrganization();
  const workspaces = useWorkspaces(organization?.organizationId);
  const mayManage = useMay('manage-workspaces');
  const workspace = workspaces.data?.find(({ id }) => id === workspaceId);
  const newProject = mayManage ? (
    <Button onClick={() => setIsCreating(true)} data-testid="new-project">
      {t('library.newProject')}
    </Button>
  ) : null;

  if (workspaces.data && !workspace) {
    return (
      <Screen title={t('problems.not-found')}>
        <EmptyState text={t('library.workspaceGone')} action={<Link to="/">{t('nav.home')}</Link>} />
      </Screen>
    );
  }
  return (
    <Screen
      title={workspace?.name}
      above={organization?.organizationName}
      actions={workspace && workspace.projects.length > 0 ? newProject : null}
    >
      {workspaces.isPending ? <LoadingRows rows={5} /> : null}
      {workspaces.error ? (
        <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      ) : null}
      {workspace?.projects.length === 0 ? (
        <EmptyState text={t('library.noProject')} action={newProject} />
      ) : null}
      {workspace && workspace.projects.length > 0 ? (
        <ul className={classes.rows}>
          {workspace.projects.map((project) => (
            <li key={project.id}>
              <Link to={`/projects/${project.id}`} className={classes.row} data-testid="project-row">
                <span className={classes.name}>
                  <bdi className="one-line">{project.name}</bdi>
                </span>
                <span className={classes.count}>
                  {t('library.documents', { count: project.documentCount })}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      <Suspense>
        {isCreating && workspace ? (
          <NewProjectDialog
            organizationId={workspace.organizationId}
            workspaceId={workspace.id}
            onClose={() => setIsCreating(false)}
          />
        ) : null}
      </Suspense>
    </Screen>
  );
}
