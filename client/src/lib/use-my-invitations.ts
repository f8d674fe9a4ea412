import type { myInvitation } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

export type MyInvitation = (typeof myInvitation)['_output'];

export const MY_INVITATIONS_KEY = ['my-invitations'] as const;

/** Open invitations that name this person's number or address. */
export function useMyInvitations() {
  return useQuery({
    queryKey: MY_INVITATIONS_KEY,
    queryFn: async ({ signal }) =>
      (await request<{ items: MyInvitation[] }>('GET', '/me/invitations', { signal })).items,
  });
}
