// The editor's screen: composes what the features give. Whatever is not needed to begin typing is loaded later.

import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ProblemError } from '../lib/http.ts';
import { latePart } from '../lib/late-part.ts';
import { useDocumentSession } from '../lib/live/use-document-session.ts';
import { useDocument } from '../lib/use-document.ts';
import { useMe } from '../lib/use-me.ts';
import { ErrorState, LoadingRows } from '../ui/states.tsx';
import { ArticleBoundary } from './article-boundary.tsx';
import { endBoot, takeBootedSession } from './booted-article.ts';
import { DocumentWorkplace } from './document-workplace.tsx';
import { named } from './named.ts';
import classes from './page.module.css';

const KeptWords = latePart(() => import('./kept-words.tsx').then(named('KeptWords')));

export function DocumentPage() {
  const { documentId = '' } = useParams();
  // Another document is another workplace: nothing of the last one may linger.
  return <OpenDocument key={documentId} documentId={documentId} />;
}

function OpenDocument({ documentId }: { documentId: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const tagged = useDocument(documentId);
  const open = useDocumentSession(documentId, me.data, takeBootedSession);

  // Whatever is shown now stands for itself: the first screen goes, once the article has moved.
  const isSettled = (tagged.data !== undefined && open?.view.hasContent) || tagged.error !== null;
  useEffect(() => {
    if (isSettled) endBoot();
  }, [isSettled]);

  if (tagged.data && open)
    return (
      <ArticleBoundary doc={tagged.data.body} session={open.session}>
        <DocumentWorkplace tagged={tagged.data} session={open.session} view={open.view} />
      </ArticleBoundary>
    );
  if (tagged.error) {
    const isGone = tagged.error instanceof ProblemError && tagged.error.status === 404;
    return (
      <main className={classes.narrow}>
        <ErrorState error={tagged.error} {...(isGone ? {} : { onRetry: () => void tagged.refetch() })} />
        <Link to="/">{t('library.title')}</Link>
        {open?.view.rescue ? (
          <Suspense>
            <KeptWords
              rescue={open.view.rescue}
              session={open.session}
              doc={null}
              editor={null}
              editable={false}
            />
          </Suspense>
        ) : null}
      </main>
    );
  }
  return (
    <main className={classes.column}>
      <LoadingRows rows={10} />
    </main>
  );
}
