import type { Workspace } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';

/** Every workspace of an organization, archived ones too. */
export function useAllWorkspaces(organizationId: string | undefined) {
  return useQuery({
    queryKey: ['organizations', organizationId, 'workspaces', 'all'],
    enabled: organizationId !== undefined,
    queryFn: async ({ signal }) => {
      const path = `/organizations/${organizationId}/workspaces?archived=all&limit=100`;
      return (await request<{ items: Workspace[] }>('GET', path, { signal })).items;
    },
  });
}
