import { useQuery } from '@tanstack/react-query';
import { fetchMe, ME_KEY } from './me.ts';

/** The person who is signed in: `undefined` while it is not known, `null` when nobody is. */
export function useMe() {
  return useQuery({ queryKey: ME_KEY, queryFn: ({ signal }) => fetchMe(signal), staleTime: 60_000 });
}
