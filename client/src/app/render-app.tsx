import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { documentKey } from '../lib/documents.ts';
import { forgetFailedStyles } from '../lib/failed-styles.ts';
import { startI18n } from '../lib/i18n.ts';
import { loadLateParts } from '../lib/late-part.ts';
import { ME_KEY } from '../lib/me.ts';
import { persistently } from '../lib/persistently.ts';
import { queryClient } from '../lib/query-client.ts';
import { ME_QUERY } from '../lib/use-me.ts';
import { App } from './app.tsx';
import { bootedArticle } from './booted-article.ts';
import { PUBLIC_SCREENS, preloadScreen } from './screens.tsx';

/** The first screen comes first. */
const LATER_MS = 2_000;

function bringLater(): void {
  void persistently(() => import('./tell-news.ts').then(({ tellNews }) => tellNews()));
  // Of a list; the desk brings its own when the text is there.
  if (!bootedArticle()) loadLateParts();
}

/** Draws the interface; what the first screen has fetched already is not fetched again. */
export async function renderApp(): Promise<void> {
  forgetFailedStyles();
  const { pathname } = window.location;
  const booted = bootedArticle();
  if (booted) {
    queryClient.setQueryData(ME_KEY, booted.me);
    queryClient.setQueryData(documentKey(booted.tagged.body.id), booted.tagged);
  } else if (!PUBLIC_SCREENS.some(({ path }) => path === pathname)) {
    void queryClient.prefetchQuery(ME_QUERY);
  }
  await Promise.all([startI18n(), preloadScreen(pathname)]);
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  // Asked for now: after the next deployment the server has it no more.
  setTimeout(bringLater, LATER_MS);
}
