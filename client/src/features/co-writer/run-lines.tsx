import type { AiRun } from '@hamnevis/core/contract/ai-runs';
import type { Language } from '@hamnevis/core/contract/shared';
import { countWords } from '@hamnevis/core/document/words';
import type { Editor } from '@tiptap/core';
import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type * as Y from 'yjs';
import { latePart } from '../../lib/late-part.ts';
import { runGroups } from '../../lib/run-blocks.ts';
import { isRunning } from '../../lib/use-runs.ts';
import { SparkIcon } from '../../ui/avatar.tsx';
import classes from './co-writer.module.css';
import { hasPeoplesWords } from './run-authors.ts';
import type { RunLines } from './run-marks.ts';
import type { RunActions } from './use-run-actions.ts';

const DiscardDialog = latePart(() =>
  import('./discard-dialog.tsx').then((module) => ({ default: module.DiscardDialog })),
);

interface RunLinesProps {
  lines: RunLines;
  editor: Editor;
  document: Y.Doc;
  language: Language;
  runs: readonly AiRun[];
  actions: RunActions;
  mayDecide: boolean;
  /** A run is in the text that the list does not hold yet. */
  onUnknownRun: () => void;
}

/** The line above each run's text: what it does and how far; Stop while it writes, the decision when it has ended. */
export function RunLinesView(props: RunLinesProps) {
  const shown = useSyncExternalStore(props.lines.subscribe, props.lines.runs);
  const { runs, onUnknownRun } = props;
  const isUnknown = shown.some((runId) => !runs.some((run) => run.id === runId));
  useEffect(() => {
    if (isUnknown) onUnknownRun();
  }, [isUnknown, onUnknownRun]);
  return shown.map((runId) =>
    createPortal(<RunLine key={runId} runId={runId} {...props} />, props.lines.elementOf(runId), runId),
  );
}

function RunLine({
  runId,
  editor,
  document,
  language,
  runs,
  actions,
  mayDecide,
}: RunLinesProps & { runId: string }) {
  const { t } = useTranslation();
  const words = useWordsOf(editor, runId, language);
  const [asking, setAsking] = useState<'discard' | 'retry' | null>(null);
  // Both take the text away; a person's words in it are not thrown away unasked.
  const takeAway = (verb: 'discard' | 'retry') =>
    hasPeoplesWords(document, runId) ? setAsking(verb) : void actions[verb](runId);
  const run = runs.find((one) => one.id === runId);
  const running = run === undefined || isRunning(run);
  const wordsSoFar = t('coWriter.words', { count: words });
  return (
    <div
      className={classes.line}
      dir={editor.view.dom.dir}
      data-testid="run-line"
      data-run={runId}
      data-status={run?.status ?? 'unknown'}
    >
      <SparkIcon size={18} />
      <bdi className={classes.doing}>{t(`coWriter.states.${run?.status ?? 'writing'}`)}</bdi>
      <span className={classes.far}>
        · <bdi>{wordsSoFar}</bdi>
      </span>
      {run?.status === 'failed' && run.error ? (
        <span className={classes.failed}>{t(`coWriter.errors.${run.error}`)}</span>
      ) : null}
      <span className={classes.lineActions}>
        {running && mayDecide ? (
          <button
            type="button"
            className={classes.lineButton}
            data-testid="run-stop"
            onClick={() => void actions.stop(runId)}
          >
            {t('coWriter.stop')} <kbd>Esc</kbd>
          </button>
        ) : null}
        {!running && mayDecide ? (
          <>
            <button
              type="button"
              className={classes.lineButton}
              data-main
              data-testid="run-accept"
              onClick={() => void actions.accept(runId)}
            >
              {t('coWriter.accept')}
            </button>
            <button
              type="button"
              className={classes.lineButton}
              data-testid="run-discard"
              onClick={() => takeAway('discard')}
            >
              {t('coWriter.discard')}
            </button>
            <button
              type="button"
              className={classes.lineButton}
              data-testid="run-retry"
              onClick={() => takeAway('retry')}
            >
              {t('coWriter.retry')}
            </button>
          </>
        ) : null}
      </span>
      <Suspense>
        {asking ? (
          <DiscardDialog
            onClose={() => setAsking(null)}
            onDiscard={() => {
              setAsking(null);
              void actions[asking](runId);
            }}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** The words that a run has in the article now. */
function useWordsOf(editor: Editor, runId: string, language: Language): number {
  const [words, setWords] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      timer = undefined;
      if (editor.isDestroyed) return;
      const texts = runGroups(editor.state.doc)
        .filter((group) => group.runId === runId)
        .map((group) => editor.state.doc.textBetween(group.from, group.to, '\n', ' '));
      setWords(countWords(texts.join('\n'), language));
    };
    const later = () => {
      timer ??= setTimeout(count, 300);
    };
    count();
    editor.on('update', later);
    return () => {
      clearTimeout(timer);
      editor.off('update', later);
    };
  }, [editor, runId, language]);
  return words;
}
