import type { AiRun, AiRunCreate, RunError } from '@hamnevis/core/contract/ai-runs';
import type { FoundRun } from '@hamnevis/db/queries/run-requests';
import { presentPerson } from './people.ts';

export function presentRun({ run, askedBy }: FoundRun): AiRun {
  // Both columns were written from the contract's own types.
  const request = run.request as AiRunCreate;
  return {
    id: run.id,
    documentId: run.documentId,
    kind: request.kind,
    status: run.status,
    decision: run.decision,
    error: run.error as RunError | null,
    askedBy: presentPerson(askedBy),
    topic: request.topic ?? null,
    minWords: request.minWords ?? null,
    model: run.model,
    promptTokens: run.promptTokens,
    completionTokens: run.completionTokens,
    tokensEstimated: run.tokensEstimated,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    retryOf: run.retryOf,
  };
}
