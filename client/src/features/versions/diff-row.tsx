import type { DiffBlock } from '@hamnevis/core/contract/history';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import { useAuthorName } from '../../lib/use-author-name.ts';
import { useLanguage } from '../../lib/use-language.ts';
import classes from './compare.module.css';
import type { DiffContext } from './diff-context.ts';
import { changeAttributes, DiffNode } from './diff-node.tsx';
import { diffSentences } from './diff-sentences.ts';
import { authorsInside, unique } from './diff-stops.ts';
import { sentenceText } from './sentence-text.ts';

/** More than this many sentences say less than the text itself. */
const MAX_SENTENCES = 6;

interface DiffRowProps {
  change: DiffBlock;
  context: DiffContext;
  /** Brings this block back as it was; left out where that cannot be. */
  onRestore?: ((block: number) => void) | undefined;
  restoring: boolean;
}

/** One top-level block. Drawn once per answer: an article may have thousands. */
export const DiffRow = memo(function DiffRow({ change, context, onRestore, restoring }: DiffRowProps) {
  const isSame = change.kind === 'same';
  return (
    <div
      className={classes.row}
      data-testid="diff-block"
      {...changeAttributes(change, context)}
      data-kind={change.kind}
    >
      {isSame ? null : (
        <Caption change={change} context={context} onRestore={onRestore} restoring={restoring} />
      )}
      <DiffNode change={change} context={context} top />
    </div>
  );
});

/** Who changed this block, and what colour cannot show: the reader's language inside the document's direction. */
function Caption({ change, context, onRestore, restoring }: DiffRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useAuthorName();
  const authors = unique(authorsInside(change)).flatMap((index) => context.authors[index] ?? []);
  const sentences = diffSentences(change);
  const { older } = change;
  const comesBack = change.kind !== 'added' && change.kind !== 'same' && older !== null;
  return (
    <div className={classes.caption} lang={language}>
      {change.kind === 'added' || change.kind === 'removed' ? (
        <strong>
          <bdi>{t(`compare.whole.${change.kind}`)}</bdi>
        </strong>
      ) : null}
      {change.kind === 'moved' ? (
        <strong>
          <bdi>{t('compare.moved')}</bdi>
        </strong>
      ) : null}
      {authors.map((author) => (
        <span key={`${author.person.id} ${author.runId}`} className={classes.author}>
          <span className={classes.swatch} data-author={authorKind(author)} style={authorStyle(author)} />
          <bdi>{nameOf(author)}</bdi>
        </span>
      ))}
      {change.kind === 'changed'
        ? sentences.slice(0, MAX_SENTENCES).map((sentence) => {
            const words = sentenceText(sentence, t);
            return <bdi key={words}>{words}</bdi>;
          })
        : null}
      {sentences.length > MAX_SENTENCES ? (
        <bdi>{t('compare.moreSentences', { count: sentences.length - MAX_SENTENCES })}</bdi>
      ) : null}
      {onRestore && comesBack ? (
        <button
          type="button"
          className={classes.restore}
          disabled={restoring}
          data-testid="restore-block"
          onClick={() => onRestore(older)}
        >
          {t('compare.restoreBlock')}
        </button>
      ) : null}
    </div>
  );
}
