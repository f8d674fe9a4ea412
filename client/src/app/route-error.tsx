import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { ErrorState } from '../ui/states.tsx';
import { endBoot } from './booted-article.ts';
import classes from './page.module.css';

/** A page that could not be loaded or drawn; reloading is the one thing that helps. */
export function RouteError() {
  const error = useRouteError();
  useEffect(endBoot, []);
  return (
    <main className={classes.narrow}>
      <ErrorState error={error} onRetry={() => window.location.reload()} />
    </main>
  );
}
