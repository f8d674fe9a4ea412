import type { Author } from '@hamnevis/core/contract/history';
import type { Language } from '@hamnevis/core/contract/shared';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { compareArticles } from '@hamnevis/core/history/compare';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../lib/preferences.ts';
import classes from './compare.module.css';
import type { DiffContext } from './diff-context.ts';
import { DiffRow } from './diff-row.tsx';
import { foldSame } from './fold-same.ts';
import { diffBlockOf } from './own-difference.ts';

const NO_FOLDS: ReadonlySet<number> = new Set();

interface OwnDifferenceProps {
  now: ArticleNode;
  /** The same article with changes of one author. */
  edited: ArticleNode;
  author: Author;
  /** The document's. */
  language: Language;
}

/** What one author would change in an article, worked out here; what stays the same is told by its count. */
export function OwnDifference({ now, edited, author, language }: OwnDifferenceProps) {
  const { t } = useTranslation();
  const blocks = useMemo(
    () => compareArticles(now, edited, { language }).map((change) => diffBlockOf(change, 0)),
    [now, edited, language],
  );
  const context = useMemo<DiffContext>(
    () => ({
      authors: [author],
      direction: directionOf(language),
      stopOf: () => undefined,
      told: (kind) => t(`compare.kinds.${kind}`),
    }),
    [author, language, t],
  );
  return (
    <div
      className={`article article-short ${classes.article}`}
      dir={directionOf(language)}
      lang={language}
      data-testid="own-difference"
    >
      {foldSame(blocks, NO_FOLDS).map((row) =>
        row.kind === 'block' ? (
          <DiffRow key={row.index} change={row.block} context={context} restoring={false} />
        ) : (
          <p key={`fold ${row.index}`} className="quiet">
            {t('compare.folded', { count: row.count })}
          </p>
        ),
      )}
    </div>
  );
}
