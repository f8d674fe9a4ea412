import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import type { RunCondition, RunEnd } from '@hamnevis/db/queries/ai-runs';

/** Whether a run may go on; `fenced` when another attempt has it, or it has ended already. */
export type RunVerdict = { readonly go: 'on' | 'fenced' } | { readonly go: 'end'; readonly end: RunEnd };

/** Judges a run by the rights its asker has at this moment. */
export function judgeRun(condition: RunCondition | null, attempt: number): RunVerdict {
  if (condition === null || condition.attempt !== attempt || condition.status !== 'writing') {
    return { go: 'fenced' };
  }
  if (condition.stopRequested || condition.decided) return { go: 'end', end: { status: 'stopped' } };
  if (condition.trashed) return { go: 'end', end: { status: 'stopped', error: 'place-gone' } };
  const { role, documentStatus } = condition;
  if (role === null || !judgeDocumentAction(role, 'run-ai', { status: 'draft' }).allowed) {
    return { go: 'end', end: { status: 'stopped', error: 'role-changed' } };
  }
  if (!judgeDocumentAction(role, 'run-ai', { status: documentStatus }).allowed) {
    return { go: 'end', end: { status: 'stopped', error: 'status-changed' } };
  }
  return { go: 'on' };
}
