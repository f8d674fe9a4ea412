import { STATUSES } from '@hamnevis/core/workflow/statuses';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { loadShelf } from '../../lib/i18n.ts';
import { latePart } from '../../lib/late-part.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { useWorkspaces } from '../../lib/use-projects.ts';
import { LinkTabs } from '../../ui/link-tabs.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { useDocumentList } from './document-list.ts';
import { DocumentRows } from './document-rows.tsx';
import classes from './rows.module.css';

const ProjectBoard = latePart(() =>
  Promise.all([import('./project-board.tsx'), loadShelf('office')]).then(([module]) => ({
    default: module.ProjectBoard,
  })),
);
const NewDocumentDialog = latePart(() =>
  import('./new-document-dialog.tsx').then((module) => ({ default: module.NewDocumentDialog })),
);

const ASK_AFTER_MS = 250;

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
          { key: 'table', to: `/projects/${projectId}`, label: t('library.asTable') },
          { key: 'board', to: `/projects/${projectId}?view=board`, label: t('library.asBoard') },
        ]}
      />
      {view === 'board' ? (
        <Suspense fallback={<LoadingRows rows={6} />}>
          <ProjectBoard projectId={projectId} />
        </Suspense>
      ) : (
        <ProjectTable key={projectId} projectId={projectId} />
      )}
      <Suspense>
        {isCreating && project ? (
          <NewDocumentDialog projects={[project]} onClose={() => setIsCreating(false)} />
        ) : null}
      </Suspense>
    </Screen>
  );
}

function ProjectTable({ projectId }: { projectId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [status, setStatus] = useState('');
  const [asked] = useDebouncedValue(text.trim(), ASK_AFTER_MS);
  const list = useDocumentList(`/projects/${projectId}/documents`, { text: asked, status, sort: 'updated' });
  const isFiltered = asked !== '' || status !== '';
  return (
    <>
      {isFiltered || (list.rows?.length ?? 0) > 0 ? (
        <div className={classes.filters}>
          <TextInput
            type="search"
            aria-label={t('library.filterText')}
            placeholder={t('library.filterText')}
            // An empty field begins where the interface does.
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-testid="filter-text"
          />
          <NativeSelect
            aria-label={t('library.filterStatus')}
            data={[
              { value: '', label: t('library.everyStatus') },
              ...STATUSES.map((one) => ({ value: one, label: t(`status.${one}`) })),
            ]}
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value)}
            data-testid="filter-status"
          />
        </div>
      ) : null}
      <DocumentRows
        list={list}
        empty={<EmptyState text={t(isFiltered ? 'library.noneFits' : 'library.noDocument')} />}
      />
    </>
  );
}
