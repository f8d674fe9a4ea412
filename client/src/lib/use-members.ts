import type { Member } from '@hamnevis/core/contract/organizations';
import { useInfiniteQuery } from '@tanstack/react-query';
import { request } from './http.ts';

interface MemberPage {
  items: Member[];
  nextCursor: string | null;
}

export function membersKey(organizationId: string) {
  return ['organizations', organizationId, 'members'] as const;
}

/** The members of an organization, a hundred at a time. */
export function useMembers(organizationId: string) {
  const query = useInfiniteQuery({
    queryKey: membersKey(organizationId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : '';
      return request<MemberPage>('GET', `/organizations/${organizationId}/members?limit=100${cursor}`, {
        signal,
      });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
  return { ...query, members: query.data?.pages.flatMap((page) => page.items) };
}
