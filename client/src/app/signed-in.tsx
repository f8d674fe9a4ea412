import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useMe } from '../lib/use-me.ts';
import { useReader } from '../lib/use-reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { FirstLoad } from './first-load.tsx';
import classes from './page.module.css';
import { loadFramed } from './screens.tsx';

/** The screen that was asked for comes first. */
const LATER_MS = 2_000;

/** Lets those in who are signed in; others sign in first and come back to where they wanted to go. */
export function SignedIn() {
  const me = useMe();
  useReader(me.data);
  const { pathname, search, hash } = useLocation();
  // The other screens of the frame come while the line is there; an article has better things to load.
  const isFramed = me.data != null && !pathname.startsWith('/documents/');
  useEffect(() => {
    if (!isFramed) return;
    const timer = setTimeout(loadFramed, LATER_MS);
    return () => clearTimeout(timer);
  }, [isFramed]);
  if (me.data) return <Outlet />;
  if (me.data === null) {
    const wish = pathname + search + hash;
    return <Navigate to={wish === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wish)}`} replace />;
  }
  if (!me.error) return <FirstLoad />;
  return (
    <main className={classes.narrow}>
      <ErrorState error={me.error} onRetry={() => void me.refetch()} />
    </main>
  );
}
