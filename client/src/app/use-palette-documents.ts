import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import type { Project } from '@hamnevis/core/contract/organizations';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fitsWords } from '../lib/fits-words.ts';
import { request } from '../lib/http.ts';

const ASK_AFTER_MS = 200;
const SHOWN = 8;

interface DocumentList {
  items: DocumentSummary[];
  nextCursor: string | null;
}

/**
 * The documents whose title fits, the one that changed last first. The server looks through the titles of long
 * lists as they are written; what it has sent already is looked through with Persian spellings as one.
 */
export function usePaletteDocuments(projects: readonly Project[] | undefined, query: string) {
  const [asked] = useDebouncedValue(query.trim(), ASK_AFTER_MS);
  const ids = projects?.map((project) => project.id) ?? [];
  const recent = useQuery({
    queryKey: ['palette', ids],
    enabled: projects !== undefined,
    queryFn: ({ signal }) => Promise.all(ids.map((id) => documentsOf(id, '', signal))),
  });
  // Where the first page holds all there is, the server has nothing to add.
  const long = ids.filter((_, index) => recent.data?.[index]?.nextCursor);
  const searched = useQuery({
    queryKey: ['palette', long, asked],
    enabled: asked !== '' && long.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => Promise.all(long.map((id) => documentsOf(id, asked, signal))),
  });
  const known = new Map(
    [...(recent.data ?? []), ...(searched.data ?? [])].flatMap((list) =>
      list.items.map((item) => [item.id, item] as const),
    ),
  );
  return {
    documents: [...known.values()]
      .filter((document) => fitsWords([document.title], query))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
      .slice(0, SHOWN),
    isLoading: recent.isLoading || searched.isFetching,
    error: recent.error ?? searched.error,
  };
}

function documentsOf(projectId: string, text: string, signal: AbortSignal): Promise<DocumentList> {
  const search = text ? `&text=${encodeURIComponent(text.slice(0, 200))}` : '';
  return request<DocumentList>('GET', `/projects/${projectId}/documents?limit=100${search}`, { signal });
}
