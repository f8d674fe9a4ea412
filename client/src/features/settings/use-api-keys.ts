import type { ApiKey } from '@hamnevis/core/contract/api-keys';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';

export function apiKeysKey(organizationId: string | undefined) {
  return ['organizations', organizationId, 'api-keys'] as const;
}

/** The keys that this person may see: their own, as an admin everybody's. */
export function useApiKeys(organizationId: string | undefined) {
  return useQuery({
    queryKey: apiKeysKey(organizationId),
    enabled: organizationId !== undefined,
    queryFn: async ({ signal }) => {
      const path = `/organizations/${organizationId}/api-keys?limit=100`;
      return (await request<{ items: ApiKey[] }>('GET', path, { signal })).items;
    },
  });
}
