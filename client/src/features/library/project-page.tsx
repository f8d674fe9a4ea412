import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { latePart } from '../../lib/late-part.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { useWorkspaces } from '../../lib/use-projects.ts';
import { LinkTabs } from '../../ui/link-tabs.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { useDocumentList } from './document-list.ts';
import { DocumentRows } from './document-rows.tsx';
import { ListFilters } from './list-filters.tsx';
import { type ListWish, useListWish } from './use-list-wish.ts';

const ProjectBoard = latePart(() =>
  import('./project-board.tsx').then((module) => ({ default: module.ProjectBoard })),
);
const NewDocumentDialog = latePart(() =>
  import('./new-document-dialog.tsx').then((module) => ({ default: module.NewDocumentDialog })),
);

/** The documents of a project: as a table that one can look through, or as a board by status. */
export function ProjectPage() {
  const { t } = useTranslation();
  const { projectId = '' } = useParams();
  const [search] = useSearchParams();
  const [isCreating, setIsCreating] = useState(false);
  const organization = useOrganization();
  const workspaces = useWorkspaces(organization?.organizationId);
  const mayCreate = useMay('create-document');
  const workspace = workspaces.data?.find((one) => one.projects.some(({ id }) => id === projectId));
  const project = workspace?.projects.find(({ id }) => id === projectId);
  const view = search.get('view') === 'board' ? 'board' : 'table';
  const { wish, isFiltered, change, addressWith } = useListWish();

  if (workspaces.data && !project) {
    return (
      <Screen title={t('problems.not-found')}>
        <EmptyState text={t('library.projectGone')} action={<Link to="/">{t('nav.home')}</Link>} />
      </Screen>
    );
  }
  return (
    <Screen
      title={project?.name}
      width={view === 'board' ? 'full' : 'wide'}
      above={workspace ? <Link to={`/workspaces/${workspace.id}`}>{workspace.name}</Link> : '\u00a0'}
      actions={
        mayCreate && project ? (
          <Button onClick={() => setIsCreating(true)} data-testid="new-document">
            {t('library.newDocument')}
          </Button>
        ) : null
      }
    >
      {workspaces.error ? (
        <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      ) : null}
      <LinkTabs
        label={t('library.views')}
        current={view}
        tabs={[
          { key: 'table', to: addressWith({}), label: t('library.asTable') },
          { key: 'board', to: addressWith({ view: 'board' }), label: t('library.asBoard') },
        ]}
      />
      {project && (isFiltered || project.documentCount > 0) ? (
        <ListFilters
          key={`filters ${projectId}`}
          organizationId={project.organizationId}
          wish={wish}
          isFiltered={isFiltered}
          change={change}
          showsStatus={view === 'table'}
        />
      ) : null}
      {view === 'board' ? (
        <Suspense fallback={<LoadingRows rows={6} />}>
          <ProjectBoard projectId={projectId} wish={wish} />
        </Suspense>
      ) : (
        <ProjectTable key={`table ${projectId}`} projectId={projectId} wish={wish} isFiltered={isFiltered} />
      )}
      <Suspense>
        {isCreating && project ? (
          <NewDocumentDialog projects={[project]} onClose={() => setIsCreating(false)} />
        ) : null}
      </Suspense>
    </Screen>
  );
}

function ProjectTable({
  projectId,
  wish,
  isFiltered,
}: {
  projectId: string;
  wish: ListWish;
  isFiltered: boolean;
}) {
  const { t } = useTranslation();
  const list = useDocumentList(`/projects/${projectId}/documents`, { ...wish });
  return (
    <DocumentRows
      list={list}
      empty={<EmptyState text={t(isFiltered ? 'library.noneFits' : 'library.noDocument')} />}
    />
  );
}
