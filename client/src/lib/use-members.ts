import type { Member } from '@hamnevis/core/contract/organizations';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
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

/** All members of an organization, asked for page after page; the list is undefined until the last one is here. */
export function useEveryMember(organizationId: string) {
  const { members, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useMembers(organizationId);
  const wantsMore = hasNextPage && !isFetchingNextPage && !error;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  return { members: hasNextPage ? undefined : members, error, isPending: isPending || hasNextPage };
}
