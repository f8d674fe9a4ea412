import type { Template } from '@hamnevis/core/contract/templates';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

export function templatesKey(workspaceId: string | undefined) {
  return ['workspaces', workspaceId, 'templates'] as const;
}

/** What a new document of a workspace may begin with. */
export function useTemplates(workspaceId: string | undefined) {
  return useQuery({
    queryKey: templatesKey(workspaceId),
    enabled: workspaceId !== undefined,
    queryFn: async ({ signal }) => {
      const path = `/workspaces/${workspaceId}/templates?limit=100`;
      return (await request<{ items: Template[] }>('GET', path, { signal })).items;
    },
  });
}
