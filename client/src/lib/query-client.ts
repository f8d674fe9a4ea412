import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './http.ts';

/** One cache for what the API answers. The article itself never goes in here: Yjs holds it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a line, too: what waits for one in silence looks as if it were loading, and what somebody asked for an hour
    // ago must not happen when they have forgotten it. It fails and is told; what is shown comes again with the line.
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
