import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import type { Project } from '@hamnevis/core/contract/organizations';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { DocumentRow } from './document-row.tsx';
import classes from './library.module.css';

interface DocumentPage {
  items: DocumentSummary[];
  nextCursor: string | null;
}

export function documentsKey(projectId: string) {
  return ['projects', projectId, 'documents'] as const;
}

export function ProjectSection({ project }: { project: Project }) {
  const { t } = useTranslation();
  const documents = useInfiniteQuery({
    queryKey: documentsKey(project.id),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : '';
      return request<DocumentPage>('GET', `/projects/${project.id}/documents?limit=50${cursor}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
  const rows = documents.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.project} aria-label={project.name}>
      <h2>
        <bdi>{project.name}</bdi>
      </h2>
      {documents.isPending ? <LoadingRows rows={3} /> : null}
      {documents.error ? (
        <ErrorState error={documents.error} onRetry={() => void documents.refetch()} />
      ) : null}
      {documents.data && rows.length === 0 ? <EmptyState text={t('library.noDocument')} /> : null}
      {rows.length > 0 ? (
        <ul className={classes.rows}>
          {rows.map((row) => (
            <DocumentRow key={row.id} document={row} />
          ))}
        </ul>
      ) : null}
      {documents.hasNextPage ? (
        <Button
          variant="default"
          loading={documents.isFetchingNextPage}
          onClick={() => void documents.fetchNextPage()}
        >
          {t('actions.more')}
        </Button>
      ) : null}
    </section>
  );
}
