import type { Project, workspace } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';

export type Workspace = (typeof workspace)['_output'];

export function projectsKey(organizationId: string) {
  return ['organizations', organizationId, 'projects'] as const;
}

export async function fetchWorkspaces(organizationId: string, signal?: AbortSignal): Promise<Workspace[]> {
  const page = await request<{ items: Workspace[] }>(
    'GET',
    `/organizations/${organizationId}/workspaces?limit=100`,
    {
      signal,
    },
  );
  return page.items;
}

/** Every project of an organization, over all its workspaces. */
export function useProjects(organizationId: string | undefined) {
  return useQuery({
    queryKey: projectsKey(organizationId ?? ''),
    enabled: organizationId !== undefined,
    queryFn: async ({ signal }) => {
      const workspaces = await fetchWorkspaces(organizationId ?? '', signal);
      const pages = await Promise.all(
        workspaces.map((one) =>
          request<{ items: Project[] }>('GET', `/workspaces/${one.id}/projects?limit=100`, { signal }),
        ),
      );
      return pages.flatMap((page) => page.items);
    },
  });
}
