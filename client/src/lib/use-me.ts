import { queryOptions, useQuery } from '@tanstack/react-query';
import { fetchMe, ME_KEY } from './me.ts';

/** Who is signed in, as it is asked for. */
export const ME_QUERY = queryOptions({
  queryKey: ME_KEY,
  queryFn: ({ signal }) => fetchMe(signal),
  staleTime: 60_000,
});

/** The person who is signed in: `undefined` while it is not known, `null` when nobody is. */
export function useMe() {
  return useQuery(ME_QUERY);
}
