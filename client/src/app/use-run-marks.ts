import type { AiRun } from '@hamnevis/core/contract/ai-runs';
import type { Extensions } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { RunLines, RunMarks } from '../features/co-writer/run-marks.ts';
import type { RunActions } from '../features/co-writer/use-run-actions.ts';
import { isRunning } from '../lib/use-runs.ts';
import { bootedArticle } from './booted-article.ts';

/** The drawing of the co-writer's blocks, made once; Esc asks the runs and actions of the moment. */
export function useRunMarks(
  runs: readonly AiRun[] | undefined,
  actions: RunActions,
): { lines: RunLines; extensions: Extensions } {
  const [lines] = useState(() => bootedArticle()?.lines ?? new RunLines());
  const [extensions] = useState<Extensions>(() => [RunMarks.configure({ lines })]);
  useEffect(() => {
    lines.onEscape = (runId) => {
      const run = runs?.find((one) => one.id === runId);
      if (!run || !isRunning(run)) return false;
      void actions.stop(runId);
      return true;
    };
  }, [lines, runs, actions]);
  return { lines, extensions };
}
