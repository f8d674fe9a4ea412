import type { Author, Diff } from '@hamnevis/core/contract/history';
import type { Language } from '@hamnevis/core/contract/shared';
import type { Version } from '@hamnevis/core/contract/versions';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { useAuthorName } from '../../lib/use-author-name.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { BarButton } from '../../ui/bar-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { ChangedLetters } from './changed-letters.tsx';
import classes from './compare.module.css';
import type { DiffContext } from './diff-context.ts';
import { DiffRow } from './diff-row.tsx';
import { type DiffStop, diffStops } from './diff-stops.ts';
import { foldSame } from './fold-same.ts';
import { type DiffPoint, useDiff } from './use-diff.ts';
import { useRestore } from './use-restore.ts';
import { useStops } from './use-stops.ts';
import '../../styles/article.css';

interface CompareDialogProps {
  documentId: string;
  /** The document's language. */
  language: Language;
  session: DocumentSession;
  versions: readonly Version[];
  from: DiffPoint;
  to: DiffPoint;
  mayRestore: boolean;
  onChoose: (from: DiffPoint, to: DiffPoint) => void;
  onClose: () => void;
}

/** Two versions, or one and now: what came, went, moved and changed between them, and whose it was. */
export function CompareDialog(props: CompareDialogProps) {
  const { documentId, session, versions, from, to, onChoose, onClose } = props;
  const { t } = useTranslation();
  const diff = useDiff(documentId, from, to, session);
  return (
    <Dialog title={t('compare.title')} onClose={onClose} fullScreen>
      <div className={classes.ends}>
        <EndSelect
          label={t('compare.from')}
          testId="compare-from"
          value={from}
          versions={versions}
          onChange={(next) => onChoose(next, to)}
        />
        <EndSelect
          label={t('compare.to')}
          testId="compare-to"
          value={to}
          versions={versions}
          withNow
          onChange={(next) => onChoose(from, next)}
        />
      </div>
      {diff.isPending ? <LoadingRows rows={10} /> : null}
      {diff.error && !diff.data ? (
        <ErrorState error={diff.error} onRetry={() => void diff.refetch()} />
      ) : null}
      {diff.data ? <DiffView {...props} diff={diff.data} key={`${from} ${to}`} /> : null}
    </Dialog>
  );
}

interface EndSelectProps {
  label: string;
  testId: string;
  value: DiffPoint;
  versions: readonly Version[];
  withNow?: boolean;
  onChange: (point: DiffPoint) => void;
}

function EndSelect({ label, testId, value, versions, withNow, onChange }: EndSelectProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <label className={classes.end}>
      <span>{label}</span>
      <select
        className={classes.select}
        value={value}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {withNow ? <option value="now">{t('compare.now')}</option> : null}
        {versions.map((version) => (
          <option key={version.id} value={version.id}>
            {isolated(version.name ?? t(`versions.kinds.${version.kind}`))} ·{' '}
            {momentInWords(version.createdAt, language)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Keeps a name's own direction where no element can stand around it. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

const NO_FOLDS: ReadonlySet<number> = new Set();

function DiffView({ diff, documentId, language, to, mayRestore }: CompareDialogProps & { diff: Diff }) {
  const { t } = useTranslation();
  const reader = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const [onlyChanges, setOnlyChanges] = useState(false);
  const [openFolds, setOpenFolds] = useState(NO_FOLDS);
  const { stops, of } = useMemo(() => diffStops(diff.blocks), [diff]);
  const { current, go } = useStops(root, stops);
  const told = useTold();
  const context = useMemo<DiffContext>(
    () => ({
      authors: diff.authors,
      direction: directionOf(language),
      stopOf: (change) => of.get(change),
      told,
    }),
    [diff, language, of, told],
  );
  const restore = useRestore(documentId);
  const { versionId } = diff.from;
  const { mutate } = restore;
  const onRestore = useCallback(
    (block: number) => versionId && mutate({ versionId, block }),
    [versionId, mutate],
  );
  const canRestore = mayRestore && versionId !== null && to === 'now';
  const rows = foldSame(diff.blocks, onlyChanges ? openFolds : 'all');

  return (
    <>
      <div className={classes.tools} role="toolbar" aria-label={t('compare.tools')}>
        <BarButton
          label={t('compare.previous')}
          disabled={stops.length === 0}
          testId="diff-previous"
          onClick={() => go(-1)}
        >
          <IconArrowUp size={18} />
        </BarButton>
        <BarButton
          label={t('compare.next')}
          disabled={stops.length === 0}
          testId="diff-next"
          onClick={() => go(1)}
        >
          <IconArrowDown size={18} />
        </BarButton>
        <span aria-live="polite" className={classes.where} data-testid="diff-where">
          <Where stops={stops} current={current} context={context} />
          {current === null ? <ChangedLetters added={diff.size.added} removed={diff.size.removed} /> : null}
        </span>
        <label className={classes.switch}>
          <input
            type="checkbox"
            checked={onlyChanges}
            data-testid="diff-only-changes"
            onChange={(event) => setOnlyChanges(event.currentTarget.checked)}
          />
          {t('compare.onlyChanges')}
        </label>
      </div>
      {diff.hasAuthors ? null : (
        <p className="quiet" role="status">
          {t('compare.authorsLater')}
        </p>
      )}
      {stops.length === 0 ? <p data-testid="diff-same">{t('compare.same')}</p> : null}
      <div
        ref={root}
        className={`article article-short ${classes.article}`}
        dir={directionOf(language)}
        lang={language}
        data-testid="diff-article"
      >
        <Titles diff={diff} />
        {rows.map((row) =>
          row.kind === 'block' ? (
            <DiffRow
              key={row.index}
              change={row.block}
              context={context}
              onRestore={canRestore ? onRestore : undefined}
              restoring={restore.isPending && restore.variables.block === row.block.older}
            />
          ) : (
            <button
              key={`fold ${row.index}`}
              type="button"
              className={classes.fold}
              data-testid="diff-fold"
              onClick={() => setOpenFolds(new Set(openFolds).add(row.index))}
            >
              <bdi lang={reader}>{t('compare.folded', { count: row.count })}</bdi>
              {row.heading ? <bdi className={classes.foldHeading}>{row.heading}</bdi> : null}
            </button>
          ),
        )}
      </div>
    </>
  );
}

function useTold(): DiffContext['told'] {
  const { t } = useTranslation();
  const nameOf = useAuthorName();
  return useCallback(
    (kind: 'added' | 'removed' | 'marks', author: Author | null) =>
      author ? t(`compare.by.${kind}`, { name: nameOf(author) }) : t(`compare.kinds.${kind}`),
    [t, nameOf],
  );
}

interface WhereProps {
  stops: readonly DiffStop[];
  current: number | null;
  context: DiffContext;
}

/** Which change is looked at, of how many, and whose it is. */
function Where({ stops, current, context }: WhereProps) {
  const { t } = useTranslation();
  const nameOf = useAuthorName();
  const stop = current === null ? undefined : stops[current];
  if (!stop) return t('compare.changes', { count: stops.length });
  const names = stop.authors
    .flatMap((index) => context.authors[index] ?? [])
    .map((author) => isolated(nameOf(author)));
  return [
    t('compare.ofChanges', { index: (current ?? 0) + 1, total: stops.length }),
    t(`compare.kinds.${stop.kind}`),
    ...new Set(names),
  ].join(' · ');
}

function Titles({ diff }: { diff: Diff }) {
  const { t } = useTranslation();
  const { from, to } = diff;
  if (from.title === null || to.title === null || from.title === to.title) return null;
  return (
    <p className={classes.titles}>
      {t('editor.title')}: <del dir="auto">{from.title}</del> <ins dir="auto">{to.title}</ins>
    </p>
  );
}
