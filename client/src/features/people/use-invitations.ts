import type { Invitation } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';

export function invitationsKey(organizationId: string) {
  return ['organizations', organizationId, 'invitations'] as const;
}

/** The invitations that can still be accepted. */
export function useInvitations(organizationId: string) {
  return useQuery({
    queryKey: invitationsKey(organizationId),
    queryFn: async ({ signal }) => {
      const page = await request<{ items: Invitation[] }>(
        'GET',
        `/organizations/${organizationId}/invitations?limit=100`,
        { signal },
      );
      return page.items;
    },
  });
}
