// What stands in the place of an article that could not be drawn: why, that its text is safe, the text as a file, and the
// last version that can be read. Not loaded before somebody needs it.
import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import type { Version, versionDetail } from '@hamnevis/core/contract/versions';
import { markdownOf } from '@hamnevis/core/document/markdown';
import { articleOf } from '@hamnevis/core/document/yjs';
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type * as Y from 'yjs';
import { knownArticle } from '../features/editor/known-article.ts';
import { UnknownNode } from '../features/editor/unknown-nodes.ts';
import { request } from '../lib/http.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import { momentInWords } from '../lib/moments.ts';
import { directionOf } from '../lib/preferences.ts';
import { saveFile } from '../lib/save-file.ts';
import { useLanguage } from '../lib/use-language.ts';
import { useVersions } from '../lib/use-versions.ts';
import { ArticleView } from '../ui/article-view.tsx';
import { ErrorState, LoadingRows } from '../ui/states.tsx';
import classes from './kept-article.module.css';
import { SaveCorner } from './save-corner.tsx';

interface KeptArticleProps {
  doc: DocumentDetail;
  session: DocumentSession;
  error: unknown;
  onTryAgain: () => void;
}

export function KeptArticle({ doc, session, error, onTryAgain }: KeptArticleProps) {
  const { t } = useTranslation();
  const versions = useVersions(doc.id);
  const replica = session.getView().replica?.document;
  const last = versions.data?.[0];
  // Opened again by the same program it would be the same.
  const isNewer = error instanceof UnknownNode;
  return (
    <main className={classes.column} data-testid="kept-article">
      <div role="alert" className={classes.told}>
        <h1>{t(isNewer ? 'keptArticle.newer' : 'keptArticle.title')}</h1>
        <p>{t(isNewer ? 'keptArticle.newerLead' : 'keptArticle.lead')}</p>
        <p>
          <SaveCorner session={session} title={doc.title} />
        </p>
      </div>
      <Group gap="xs">
        {isNewer ? (
          <Button onClick={() => window.location.reload()} data-testid="kept-article-reload">
            {t('actions.reload')}
          </Button>
        ) : null}
        <Button
          variant={isNewer ? 'default' : 'filled'}
          onClick={onTryAgain}
          data-testid="kept-article-again"
        >
          {t('keptArticle.again')}
        </Button>
        {replica ? (
          <>
            <Button
              variant="default"
              data-testid="kept-article-markdown"
              onClick={() => saveFile(doc.title, 'md', 'text/markdown', markdownOf(articleOf(replica)))}
            >
              {t('keptArticle.text')}
            </Button>
            <Button
              variant="default"
              data-testid="kept-article-json"
              onClick={() =>
                saveFile(doc.title, 'json', 'application/json', JSON.stringify(articleOf(replica), null, 2))
              }
            >
              {t('keptArticle.whole')}
            </Button>
          </>
        ) : null}
      </Group>
      <details className={classes.why}>
        <summary>{t('keptArticle.why')}</summary>
        <pre dir="ltr">{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</pre>
      </details>
      {isNewer && replica ? <TextOfNow replica={replica} doc={doc} /> : null}
      {versions.error ? <ErrorState error={versions.error} onRetry={() => void versions.refetch()} /> : null}
      {last ? <LastVersion version={last} doc={doc} /> : null}
    </main>
  );
}

/** The text as it stands, with what is not known in boxes; to be read alone. */
function TextOfNow({ replica, doc }: { replica: Y.Doc; doc: DocumentDetail }) {
  const { t } = useTranslation();
  const content = useMemo(
    () => knownArticle(articleOf(replica), (name) => t('keptArticle.unknown', { name })),
    [replica, t],
  );
  if (!content) return null;
  return (
    <section aria-label={t('keptArticle.now')}>
      <h2>{t('keptArticle.now')}</h2>
      <article data-testid="kept-article-now" dir={directionOf(doc.language)}>
        <ArticleView content={{ ...content }} language={doc.language} label={t('keptArticle.now')} />
      </article>
    </section>
  );
}

type VersionDetail = (typeof versionDetail)['_output'];

function LastVersion({ version, doc }: { version: Version; doc: DocumentDetail }) {
  const { t } = useTranslation();
  const reader = useLanguage();
  const detail = useQuery({
    queryKey: ['versions', version.id],
    queryFn: ({ signal }) => request<VersionDetail>('GET', `/versions/${version.id}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section aria-label={t('keptArticle.version')}>
      <h2>{t('keptArticle.version')}</h2>
      <p className="quiet">
        <bdi>{version.createdBy.name}</bdi> · {momentInWords(version.createdAt, reader)}
      </p>
      {detail.isPending ? <LoadingRows rows={8} /> : null}
      {detail.error ? <ErrorState error={detail.error} onRetry={() => void detail.refetch()} /> : null}
      {detail.data ? (
        <article data-testid="kept-article-version" dir={directionOf(doc.language)}>
          <ArticleView
            content={detail.data.content}
            language={doc.language}
            label={t('keptArticle.version')}
          />
        </article>
      ) : null}
    </section>
  );
}
