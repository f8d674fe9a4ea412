import { createBrowserRouter, redirect } from 'react-router';
import { fetchMe, ME_KEY } from '../lib/me.ts';
import { queryClient } from '../lib/query-client.ts';
import { FirstLoad } from './first-load.tsx';
import { RouteError } from './route-error.tsx';

/** Every page of the client. Each is loaded when it is first opened. */
export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <FirstLoad />,
    children: [
      {
        path: '/sign-in',
        lazy: () => import('../features/sign-in/sign-in-page.tsx').then(page('SignInPage')),
      },
      { path: '/setup', lazy: () => import('../features/setup/setup-page.tsx').then(page('SetupPage')) },
      {
        loader: async ({ request }) => {
          const me = await queryClient.ensureQueryData({
            queryKey: ME_KEY,
            queryFn: ({ signal }) => fetchMe(signal),
            revalidateIfStale: true,
          });
          if (me) return null;
          const { pathname } = new URL(request.url);
          return redirect(pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(pathname)}`);
        },
        shouldRevalidate: () => false,
        children: [
          { path: '/', lazy: () => import('./library-screen.tsx').then(page('LibraryScreen')) },
          {
            path: '/documents/:documentId',
            lazy: () => import('./document-page.tsx').then(page('DocumentPage')),
          },
        ],
      },
      { path: '*', lazy: () => import('./not-found-page.tsx').then(page('NotFoundPage')) },
    ],
  },
]);

function page<Name extends string>(name: Name) {
  return (module: Record<Name, React.ComponentType>) => ({ Component: module[name] });
}
