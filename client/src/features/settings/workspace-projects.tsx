import type { Project } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import list from '../../ui/list.module.css';
import { Section } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { ArchiveButton } from './archive-button.tsx';

/** The projects of a workspace, archived ones too: each can be archived and brought back. */
export function WorkspaceProjects({ workspaceId }: { workspaceId: string }) {
  const { t } = useTranslation();
  const projects = useQuery({
    queryKey: ['workspaces', workspaceId, 'projects', 'all'],
    queryFn: async ({ signal }) => {
      const path = `/workspaces/${workspaceId}/projects?archived=all&limit=100`;
      return (await request<{ items: Project[] }>('GET', path, { signal })).items;
    },
  });
  return (
    <Section title={t('settings.projectsHere')} lead={t('settings.archiveLead')}>
      {projects.isPending ? <LoadingRows rows={2} /> : null}
      {projects.error && !projects.data ? (
        <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
      ) : null}
      {projects.data?.length === 0 ? <EmptyState text={t('library.noProject')} /> : null}
      {projects.data && projects.data.length > 0 ? (
        <ul className={list.list} aria-label={t('settings.projectsHere')}>
          {projects.data.map((project) => (
            <li key={project.id} className={list.row} data-testid="settings-project-row">
              <span className={list.what}>
                <span className={list.name}>
                  <bdi className="one-line">{project.name}</bdi>
                </span>
                <span className={list.more}>{t('library.documents', { count: project.documentCount })}</span>
              </span>
              <span className={list.ends}>
                {project.archivedAt ? <span className={list.mark}>{t('settings.archivedMark')}</span> : null}
                <ArchiveButton
                  path={`/projects/${project.id}`}
                  name={project.name}
                  isArchived={project.archivedAt !== null}
                />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
