import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './http.ts';

/** One cache for what the API answers. The article itself never goes in here: Yjs holds it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
    mutations: { retry: false },
  },
});
