import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useMe } from '../../lib/use-me.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './library.module.css';
import { LibraryBar } from './library-bar.tsx';
import { ProjectSection } from './project-section.tsx';
import { useProjects } from './use-projects.ts';

const NewDocumentDialog = lazy(() => import('./new-document-dialog.tsx').then(named('NewDocumentDialog')));
const NewProjectDialog = lazy(() => import('./new-project-dialog.tsx').then(named('NewProjectDialog')));

/** Projects and documents of one organization. */
export function LibraryPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const me = useMe();
  const [dialog, setDialog] = useState<'document' | 'project' | null>(null);
  const memberships = me.data?.memberships ?? [];
  const membership =
    memberships.find((one) => one.organizationId === search.get('organization')) ?? memberships[0] ?? null;
  const projects = useProjects(membership?.organizationId);
  const role = membership?.role ?? 'viewer';
  const mayCreate = judgeOrganizationAction(role, 'create-document').allowed;
  const mayManage = judgeOrganizationAction(role, 'manage-workspaces').allowed;
  const list = projects.data ?? [];

  return (
    <div className={classes.page}>
      <a className="skip-link" href="#documents">
        {t('app.skipToContent')}
      </a>
      <LibraryBar
        me={me.data ?? null}
        memberships={memberships}
        organizationId={membership?.organizationId}
        onOrganization={(organizationId) => setSearch({ organization: organizationId })}
      />
      <main id="documents" className={classes.main}>
        <div className={classes.head}>
          <h1>{t('library.title')}</h1>
          <div className={classes.headActions}>
            {mayManage && list.length > 0 ? (
              <Button
                variant="subtle"
                color="ink"
                onClick={() => setDialog('project')}
                data-testid="new-project"
              >
                {t('library.newProject')}
              </Button>
            ) : null}
            {mayCreate && list.length > 0 ? (
              <Button onClick={() => setDialog('document')} data-testid="new-document">
                {t('library.newDocument')}
              </Button>
            ) : null}
          </div>
        </div>
        {me.isPending || (membership && projects.isPending) ? <LoadingRows rows={8} /> : null}
        {projects.error ? (
          <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
        ) : null}
        {me.error ? <ErrorState error={me.error} onRetry={() => void me.refetch()} /> : null}
        {me.data && !membership ? <EmptyState text={t('library.noOrganization')} /> : null}
        {projects.data && list.length === 0 ? (
          <EmptyState
            text={t('library.noProject')}
            action={
              mayManage ? (
                <Button onClick={() => setDialog('project')} data-testid="new-project">
                  {t('library.newProject')}
                </Button>
              ) : null
            }
          />
        ) : null}
        {list.map((project) => (
          <ProjectSection key={project.id} project={project} />
        ))}
      </main>
      <Suspense>
        {dialog === 'document' ? <NewDocumentDialog projects={list} onClose={() => setDialog(null)} /> : null}
        {dialog === 'project' && membership ? (
          <NewProjectDialog organizationId={membership.organizationId} onClose={() => setDialog(null)} />
        ) : null}
      </Suspense>
    </div>
  );
}

function named<Name extends string>(name: Name) {
  return <Props,>(module: Record<Name, React.ComponentType<Props>>) => ({ default: module[name] });
}
