import type { RunError } from '@hamnevis/core/contract/ai-runs';
import {
  APIConnectionTimeoutError,
  APIError,
  BadRequestError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';

/** Why a model gave no (further) text; one of the contract's reasons, so the client has words for it. */
export type ModelErrorReason = Extract<RunError, `model-${string}`>;

/** A model that failed. The provider's own words are in `cause`: for the log, never for the screen. */
export class ModelError extends Error {
  readonly reason: ModelErrorReason;

  constructor(reason: ModelErrorReason, cause: unknown) {
    super(`the model failed: ${reason}`, { cause });
    this.reason = reason;
  }
}

const REFUSAL_CODES = new Set(['content_filter', 'content_policy_violation', 'moderation_blocked']);

/** What the SDK, the network or a broken stream threw, as one of the contract's reasons. */
export function modelErrorFrom(error: unknown): ModelError {
  return error instanceof ModelError ? error : new ModelError(reasonOf(error), error);
}

function reasonOf(error: unknown): ModelErrorReason {
  if (error instanceof SyntaxError) return 'model-bad-answer';
  if (error instanceof APIConnectionTimeoutError) return 'model-idle';
  if (!(error instanceof APIError)) return 'model-unavailable';
  if (REFUSAL_CODES.has(error.code ?? '') || REFUSAL_CODES.has(error.type ?? '')) return 'model-refused';
  if (error instanceof RateLimitError || error.code === 'rate_limit_exceeded') return 'model-rate-limited';
  if (error instanceof BadRequestError || error instanceof UnprocessableEntityError)
    return 'model-bad-answer';
  return 'model-unavailable';
}
