import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import type { Project } from '@hamnevis/core/contract/organizations';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';
import type { Membership } from '../../lib/use-organization.ts';
import { DOCUMENT_LISTS } from './document-list.ts';

export type HomeView = 'recent' | 'mine' | 'waiting';

/** What the home screen lists of an organization: the newest of every project, those that changed last first. */
export function useHomeList(
  projects: readonly Project[] | undefined,
  view: HomeView,
  reader: { id: string | undefined; role: Membership['role'] | undefined },
) {
  const ids = projects?.map(({ id }) => id);
  const query = useQuery({
    queryKey: [...DOCUMENT_LISTS, 'home', ids],
    enabled: ids !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        (ids ?? []).map((id) =>
          request<{ items: DocumentSummary[] }>('GET', `/projects/${id}/documents?limit=100`, { signal }),
        ),
      );
      return pages
        .flatMap(({ items }) => items)
        .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
    },
  });
  const decides = reader.role === 'editor' || reader.role === 'admin';
  const fits = (one: DocumentSummary) => {
    const isMine = one.createdBy.id === reader.id;
    if (view === 'mine') return isMine;
    if (view === 'waiting') return one.status === 'review' ? decides : isMine && one.status === 'rejected';
    return true;
  };
  return { ...query, rows: query.data?.filter(fits) };
}
