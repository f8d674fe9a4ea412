import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { latePart } from '../../lib/late-part.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { useProjects } from '../../lib/use-projects.ts';
import { LinkTabs } from '../../ui/link-tabs.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { useDocumentList } from './document-list.ts';
import { DocumentRows } from './document-rows.tsx';

const NewDocumentDialog = latePart(() =>
  import('./new-document-dialog.tsx').then((module) => ({ default: module.NewDocumentDialog })),
);
const NewProjectDialog = latePart(() =>
  import('./new-project-dialog.tsx').then((module) => ({ default: module.NewProjectDialog })),
);
const MyInvitations = latePart(() =>
  import('./my-invitations.tsx').then((module) => ({ default: module.MyInvitations })),
);

const VIEWS = ['recent', 'mine', 'waiting'] as const;

/** What changed last, what is mine, and what waits for me, in one organization. */
export function HomePage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const [dialog, setDialog] = useState<'document' | 'project' | null>(null);
  const organization = useOrganization();
  const projects = useProjects(organization?.organizationId);
  const mayCreate = useMay('create-document');
  const mayManage = useMay('manage-workspaces');
  const view = VIEWS.find((one) => one === search.get('show')) ?? 'recent';
  const list = useDocumentList(
    organization ? `/organizations/${organization.organizationId}/documents` : undefined,
    { view: view === 'recent' ? 'all' : view, sort: 'updated' },
  );

  if (!organization) {
    return (
      <Screen title={t('nav.home')}>
        <Suspense>
          <MyInvitations />
        </Suspense>
        <EmptyState text={t('library.noOrganization')} />
      </Screen>
    );
  }
  const hasProject = (projects.data?.length ?? 0) > 0;
  // Rows that are there already need not wait for the list of projects.
  const hasRows = (list.rows?.length ?? 0) > 0;
  return (
    <Screen
      title={t('nav.home')}
      actions={
        <>
          {mayManage && hasProject ? (
            <Button
              variant="subtle"
              color="ink"
              onClick={() => setDialog('project')}
              data-testid="new-project"
            >
              {t('library.newProject')}
            </Button>
          ) : null}
          {mayCreate && hasProject ? (
            <Button onClick={() => setDialog('document')} data-testid="new-document">
              {t('library.newDocument')}
            </Button>
          ) : null}
        </>
      }
    >
      <Suspense>
        <MyInvitations />
      </Suspense>
      {projects.isPending && !hasRows ? <LoadingRows rows={8} /> : null}
      {projects.error ? <ErrorState error={projects.error} onRetry={() => void projects.refetch()} /> : null}
      {projects.data && !hasProject ? (
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
      {hasProject || hasRows ? (
        <>
          <LinkTabs
            label={t('home.views')}
            current={view}
            tabs={VIEWS.map((one) => ({
              key: one,
              to: one === 'recent' ? '/' : `/?show=${one}`,
              label: t(`home.${one}`),
            }))}
          />
          <DocumentRows list={list} showsProject empty={<EmptyState text={t(`home.empty.${view}`)} />} />
        </>
      ) : null}
      <Suspense>
        {dialog === 'document' && projects.data ? (
          <NewDocumentDialog projects={projects.data} onClose={() => setDialog(null)} />
        ) : null}
        {dialog === 'project' ? (
          <NewProjectDialog organizationId={organization.organizationId} onClose={() => setDialog(null)} />
        ) : null}
      </Suspense>
    </Screen>
  );
}
