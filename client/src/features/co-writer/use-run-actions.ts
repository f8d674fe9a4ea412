import type { AiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { useQueryClient } from '@tanstack/react-query';
import type { Editor } from '@tiptap/core';
import { absolutePositionToRelativePosition, ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import { useMemo } from 'react';
import * as Y from 'yjs';
import { ProblemError, request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { randomKey } from '../../lib/random-key.ts';
import { acceptRun, discardRun } from '../../lib/run-blocks.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { runsKey } from '../../lib/use-runs.ts';
import { notify } from '../../ui/notices.tsx';

/** What is asked of the co-writer; the place is taken from the caret when it is sent. */
export type RunAsk = Omit<AiRunCreate, 'anchor'>;

export interface RunActions {
  /** Starts a run at the caret; throws ProblemError. */
  start: (ask: RunAsk) => Promise<string>;
  stop: (runId: string) => Promise<void>;
  accept: (runId: string) => Promise<void>;
  discard: (runId: string) => Promise<void>;
  retry: (runId: string) => Promise<void>;
}

/** Everything that can be done with the co-writer in one document. */
export function useRunActions(
  documentId: string,
  session: DocumentSession,
  editor: Editor | null,
): RunActions {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  return useMemo(() => {
    const refresh = () => queryClient.invalidateQueries({ queryKey: runsKey(documentId) });
    const tell = async (send: () => Promise<unknown>) => {
      try {
        await send();
      } catch (error) {
        notify('error', problemText(error));
      }
      await refresh();
    };
    /** A local edit in one undo step, then the word to the server once the edit is in its log. */
    const decide = (runId: string, verb: 'accept' | 'discard', edit: typeof acceptRun) => {
      if (editor?.isEditable) {
        asOneStep(editor, (transaction) => edit(transaction, runId));
        return tell(async () => {
          await session.confirmed();
          await decisionPosted(runId, verb);
        });
      }
      return tell(() => decisionPosted(runId, verb));
    };
    return {
      start: async (ask) => {
        const anchor = editor ? anchorOf(editor) : undefined;
        // The worker must find the place, so what was typed around it goes first.
        await session.confirmed();
        const { id } = await request<{ id: string }>('POST', `/documents/${documentId}/ai-runs`, {
          body: { ...ask, ...(anchor ? { anchor } : {}) },
          idempotencyKey: randomKey(),
        });
        await refresh();
        return id;
      },
      stop: (runId) => tell(() => request('POST', `/ai-runs/${runId}/stop`)),
      accept: (runId) => decide(runId, 'accept', acceptRun),
      discard: (runId) => decide(runId, 'discard', discardRun),
      // Written anew: the first attempt goes, as its own step of undo, and the next one takes its place.
      retry: async (runId) => {
        await decide(runId, 'discard', discardRun);
        await tell(() => request('POST', `/ai-runs/${runId}/retry`, { idempotencyKey: randomKey() }));
      },
    };
  }, [documentId, session, editor, queryClient, problemText]);
}

/** The server judges by what is in the text; a decision that it has already drawn from there is no failure. */
async function decisionPosted(runId: string, verb: 'accept' | 'discard'): Promise<void> {
  try {
    await request('POST', `/ai-runs/${runId}/${verb}`);
  } catch (error) {
    if (!(error instanceof ProblemError && error.slug === 'run-ended')) throw error;
  }
}

/** One step of the person's own undo, joined neither with what was typed before nor with what comes after. */
function asOneStep(editor: Editor, edit: (transaction: Editor['state']['tr']) => boolean): void {
  const undoManager: Y.UndoManager | undefined = yUndoPluginKey.getState(editor.state)?.undoManager;
  const transaction = editor.state.tr;
  if (!edit(transaction)) return;
  undoManager?.stopCapturing();
  editor.view.dispatch(transaction);
  undoManager?.stopCapturing();
}

/** The caret as an encoded Yjs relative position in base64, which stays right while others type. */
function anchorOf(editor: Editor): string | undefined {
  const sync = ySyncPluginKey.getState(editor.state);
  if (!sync?.binding) return undefined;
  const relative = absolutePositionToRelativePosition(
    editor.state.selection.head,
    sync.type,
    sync.binding.mapping,
  );
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(relative)));
}
