// The life of an article, drawn: what came stands above the line, what went hangs below it, in its author's colour.
import type { Replay, ReplayPoint } from '@hamnevis/core/contract/replay';
import { type CSSProperties, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import { momentInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import classes from './replay.module.css';

/** Two stretches with a longer pause between them are drawn apart. */
const PAUSE_MS = 30 * 60_000;

interface TimeLineProps {
  replay: Replay;
  index: number;
  /** The point in words, for who cannot see it. */
  told: string;
  onMove: (index: number) => void;
}

/** The line with its handle: dragged, or moved by arrows, Page Up and Down, Home and End. */
export function TimeLine({ replay, index, told, onMove }: TimeLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { points } = replay;
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div className={classes.lineBox}>
      <div
        className={classes.line}
        style={{ '--points': points.length, '--index': index } as CSSProperties}
        data-testid="time-line"
      >
        <Bars replay={replay} />
        <span className={classes.hand} aria-hidden="true" />
        <input
          type="range"
          className={classes.range}
          min={0}
          max={points.length - 1}
          value={index}
          aria-label={t('replay.line')}
          aria-valuetext={told}
          data-testid="replay-range"
          data-autofocus
          onChange={(event) => onMove(Number(event.currentTarget.value))}
        />
      </div>
      {first && last ? (
        <div className={classes.lineEnds} aria-hidden="true">
          <span>{momentInWords(first.startedAt, language)}</span>
          <span>{momentInWords(last.endedAt, language)}</span>
        </div>
      ) : null}
    </div>
  );
}

/** All bars; drawn once, since hundreds of them stand under a moving hand. */
const Bars = memo(function Bars({ replay }: { replay: Replay }) {
  const { points, versions } = replay;
  const largest = Math.max(
    1,
    ...points.flatMap((point) => [lettersOf(point, 'inserted'), lettersOf(point, 'deleted')]),
  );
  return (
    <div className={classes.bars} aria-hidden="true">
      {points.map((point, index) => {
        const before = points[index - 1];
        const pause =
          before !== undefined && Date.parse(point.startedAt) - Date.parse(before.endedAt) > PAUSE_MS;
        const marked = versionsAt(versions, before?.sequence ?? 0, point.sequence).length > 0;
        return (
          <span key={point.sequence} className={classes.cell} data-pause={pause || undefined}>
            <Stack replay={replay} point={point} which="inserted" largest={largest} />
            <Stack replay={replay} point={point} which="deleted" largest={largest} />
            {marked ? <span className={classes.flag} /> : null}
          </span>
        );
      })}
    </div>
  );
});

interface StackProps {
  replay: Replay;
  point: ReplayPoint;
  which: 'inserted' | 'deleted';
  largest: number;
}

function Stack({ replay, point, which, largest }: StackProps) {
  const letters = lettersOf(point, which);
  return (
    <span className={classes.stack} data-which={which}>
      {/* By the root: a pasted page must not make every typed word invisible. */}
      <span className={classes.pile} style={{ blockSize: `${100 * Math.sqrt(letters / largest)}%` }}>
        {point.work.map((work) => {
          const author = replay.authors[work.author];
          return work[which] > 0 ? (
            <span
              key={work.author}
              className={classes.bar}
              data-author={authorKind(author)}
              style={{ ...authorStyle(author), flexGrow: work[which] }}
            />
          ) : null;
        })}
      </span>
    </span>
  );
}

function lettersOf(point: ReplayPoint, which: 'inserted' | 'deleted'): number {
  return point.work.reduce((sum, work) => sum + work[which], 0);
}

/** The named versions that stand after one row of the log and not after another. */
export function versionsAt(versions: Replay['versions'], after: number, upTo: number): Replay['versions'] {
  return versions.filter((version) => version.sequence > after && version.sequence <= upTo);
}
