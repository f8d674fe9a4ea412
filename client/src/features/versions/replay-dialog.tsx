import type { Author } from '@hamnevis/core/contract/history';
import type { Replay, ReplayMoment } from '@hamnevis/core/contract/replay';
import type { Language } from '@hamnevis/core/contract/shared';
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { useAuthorName } from '../../lib/use-author-name.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { BarButton } from '../../ui/bar-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { authoredContent, changedBlocks } from './authored-content.ts';
import type { ArticleJson } from './block-direction.ts';
import { isTextblock, PlainNode } from './diff-node.tsx';
import classes from './replay.module.css';
import { TimeLine, versionsAt } from './time-line.tsx';
import { usePlaying } from './use-playing.ts';
import { useReplay, useReplayMoment } from './use-replay.ts';
import '../../styles/article.css';
import '../../styles/authored.css';

/** So many points fit under a finger, and under a mouse. */
const POINTS = { narrow: 80, wide: 240 } as const;
const NARROW_PX = 700;
const SPEEDS = [1, 2, 4, 8] as const;

interface ReplayDialogProps {
  documentId: string;
  /** The document's language. */
  language: Language;
  session: DocumentSession;
  onClose: () => void;
}

/** The life of the article: a time line to drag and to play, and the text as it stood, with whose it was. */
export function ReplayDialog({ documentId, language, session, onClose }: ReplayDialogProps) {
  const { t } = useTranslation();
  const [points] = useState(() => (window.innerWidth < NARROW_PX ? POINTS.narrow : POINTS.wide));
  const replay = useReplay(documentId, points, session);
  return (
    <Dialog title={t('replay.title')} onClose={onClose} fullScreen>
      {replay.isPending ? <LoadingRows rows={10} /> : null}
      {replay.error ? <ErrorState error={replay.error} onRetry={() => void replay.refetch()} /> : null}
      {replay.data && replay.data.points.length > 0 ? (
        <Player documentId={documentId} language={language} replay={replay.data} />
      ) : null}
    </Dialog>
  );
}

interface PlayerProps {
  documentId: string;
  language: Language;
  replay: Replay;
}

function Player({ documentId, language, replay }: PlayerProps) {
  const { t } = useTranslation();
  const told = useTold(replay);
  const last = replay.points.length - 1;
  const [index, setIndex] = useState(last);
  const sequenceAt = (at: number) => replay.points[at]?.sequence ?? 1;
  const ahead = [1, 2, 3].filter((step) => index + step <= last).map((step) => sequenceAt(index + step));
  const moment = useReplayMoment(documentId, sequenceAt(index), ahead);
  const isShown = moment.data !== undefined && !moment.isPlaceholderData;
  const playing = usePlaying({ index, last, isShown, onMove: setIndex });
  const move = (to: number) => {
    playing.stop();
    setIndex(Math.min(last, Math.max(0, to)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const on = event.target as HTMLElement;
    if (event.key !== ' ' || on.tagName === 'BUTTON' || on.tagName === 'SELECT') return;
    event.preventDefault();
    playing.toggle();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Space anywhere in the player is a shortcut of its button
    <div onKeyDown={onKeyDown}>
      <div className={classes.player}>
        <TimeLine replay={replay} index={index} told={told(index)} onMove={move} />
        <div className={classes.tools} role="toolbar" aria-label={t('replay.tools')}>
          <BarButton
            label={t('replay.previous')}
            disabled={index === 0}
            testId="replay-previous"
            onClick={() => move(index - 1)}
          >
            <IconPlayerSkipBack size={18} className="mirrored" />
          </BarButton>
          <BarButton
            label={t(playing.isPlaying ? 'replay.pause' : 'replay.play')}
            testId="replay-play"
            onClick={playing.toggle}
          >
            {playing.isPlaying ? (
              <IconPlayerPause size={18} />
            ) : (
              <IconPlayerPlay size={18} className="mirrored" />
            )}
          </BarButton>
          <BarButton
            label={t('replay.next')}
            disabled={index === last}
            testId="replay-next"
            onClick={() => move(index + 1)}
          >
            <IconPlayerSkipForward size={18} className="mirrored" />
          </BarButton>
          <select
            className={classes.speed}
            value={playing.speed}
            aria-label={t('replay.speed')}
            title={t('replay.speed')}
            onChange={(event) => playing.setSpeed(Number(event.currentTarget.value))}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {t('replay.times', { speed })}
              </option>
            ))}
          </select>
          <Where replay={replay} index={index} isPlaying={playing.isPlaying} />
        </div>
      </div>
      {moment.error ? <ErrorState error={moment.error} onRetry={() => void moment.refetch()} /> : null}
      {moment.data?.hasAuthors === false ? (
        <p className="quiet" role="status">
          {t('compare.authorsLater')}
        </p>
      ) : null}
      {moment.data ? <MomentText moment={moment.data} language={language} /> : null}
      {moment.isPending && !moment.error ? <LoadingRows rows={8} /> : null}
    </div>
  );
}

interface WhereProps {
  replay: Replay;
  index: number;
  isPlaying: boolean;
}

/** When this was, and who did what. */
function Where({ replay, index, isPlaying }: WhereProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useAuthorName();
  const point = replay.points[index];
  if (!point) return null;
  const marked = versionsAt(replay.versions, replay.points[index - 1]?.sequence ?? 0, point.sequence);
  const sum = (which: 'inserted' | 'deleted') =>
    point.work.reduce((letters, work) => letters + work[which], 0);
  return (
    <div className={classes.where} aria-live={isPlaying ? 'off' : 'polite'} data-testid="replay-where">
      <strong>{momentInWords(point.endedAt, language)}</strong>
      {authorsOf(replay, index).map((author) => (
        <span key={`${author.person.id} ${author.runId}`} className={classes.author}>
          <span className={classes.swatch} data-author={authorKind(author)} style={authorStyle(author)} />
          <bdi>{nameOf(author)}</bdi>
        </span>
      ))}
      {sum('inserted') > 0 ? <span>{t('versions.inserted', { count: sum('inserted') })}</span> : null}
      {sum('deleted') > 0 ? <span>{t('versions.deleted', { count: sum('deleted') })}</span> : null}
      {marked.map((version) => (
        <span key={version.id} className={classes.version}>
          <bdi>{version.name ?? t(`versions.kinds.${version.kind}`)}</bdi>
        </span>
      ))}
    </div>
  );
}

function authorsOf(replay: Replay, index: number): Author[] {
  return (replay.points[index]?.work ?? []).flatMap((work) => replay.authors[work.author] ?? []);
}

/** A point in words. */
function useTold(replay: Replay): (index: number) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useAuthorName();
  return (index) =>
    [
      momentInWords(replay.points[index]?.endedAt ?? '', language),
      ...authorsOf(replay, index).map(nameOf),
      t('replay.of', { index: index + 1, total: replay.points.length }),
    ].join(' · ');
}

/** The text as it stood, with its authors' colours; what is new since the moment before comes into view. */
function MomentText({ moment, language }: { moment: ReplayMoment; language: Language }) {
  const { t } = useTranslation();
  const nameOf = useAuthorName();
  const root = useRef<HTMLDivElement>(null);
  const shown = useRef<ReplayMoment>(undefined);
  const context = useMemo(() => ({ direction: directionOf(language) }), [language]);
  const article = useMemo(
    () =>
      authoredContent(moment.content as ArticleJson, moment, {
        isTextblock,
        tell: (author, how) => `${nameOf(author)} · ${t(`authorship.how.${how}`)}`,
      }),
    [moment, nameOf, t],
  );
  useEffect(() => {
    const before = shown.current;
    shown.current = moment;
    if (!before || before.sequence === moment.sequence) return;
    const changed = changedBlocks(before.blocks, moment.blocks);
    if (!changed) return;
    const blocks = root.current?.querySelectorAll('[data-textblock]');
    blocks?.[Math.min(changed.from, blocks.length - 1)]?.scrollIntoView({ block: 'nearest' });
  }, [moment]);
  return (
    <div
      ref={root}
      className={`article article-short ${classes.article}`}
      dir={directionOf(language)}
      lang={language}
      role="document"
      aria-label={t('replay.article')}
      data-testid="replay-article"
      data-sequence={moment.sequence}
    >
      {article.content?.map((node, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block has no name of its own; its place is what it is redrawn in
        <PlainNode key={index} node={node} context={context} />
      ))}
    </div>
  );
}
