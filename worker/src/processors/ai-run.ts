// One AI run, from its row to its end. The job only wakes the worker: everything a second worker needs to go on
// stands in the row, in the stored output, and in the document.

import { setTimeout as delay } from 'node:timers/promises';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import {
  appendRunOutput,
  type ClaimedRun,
  claimRun,
  completeRunOutput,
  endRun,
  type RunEnd,
  RunFenced,
  type RunUsage,
  readRunCondition,
  readRunOutput,
  replaceRunOutput,
  setRunModel,
} from '@hamnevis/db/queries/ai-runs';
import { createTicket } from '@hamnevis/db/queries/tickets';
import type { Signals } from '@hamnevis/db/signals/signals';
import type { Logger } from 'pino';
import { estimateTokens } from '../ai/estimate-tokens.ts';
import { type ModelMessage, type ModelOutcome, streamAnswer } from '../ai/model.ts';
import { buildPrompt, ContinuationStart, keptOutput } from '../ai/prompt.ts';
import { judgeRun } from '../ai/run-condition.ts';
import { ConnectionLost, clientIdOf, RunConnection } from '../ai/run-connection.ts';
import { readSurroundings } from '../ai/surroundings.ts';
import { Transcript } from '../ai/transcript.ts';
import { PlaceGone, readRunCursor, typeTranscript } from '../ai/typist.ts';

/** How often the row is looked at; a hint makes it look at once, and a hint may be lost. */
const LOOK_MS = 500;
/** How long a run that ends waits for its last words to be acknowledged. */
const LAST_WORDS_MS = 2000;
/** A run that failed so often has a fault of ours. */
const ATTEMPT_LIMIT = 60;

export type RunDeps = {
  readonly database: Database;
  readonly signals: Signals;
  readonly settings: Settings;
  readonly log: Logger;
};

/** The run must end now, for a reason that stands in its row or in the document's. */
class RunOver extends Error {
  readonly end: RunEnd;

  constructor(end: RunEnd) {
    super(`the run is ${end.status}`);
    this.end = end;
  }
}

/** This process goes down: another one takes the run over, so the job must fail and be tried again. */
export class LetGo extends Error {
  constructor() {
    super('the worker is going down; another one goes on');
  }
}

/**
 * Carries a run to its end. Resolves when there is nothing left to do, also because another attempt has taken
 * over; rejects when the run must be tried again.
 */
export async function processRun(deps: RunDeps, runId: string, goingDown: AbortSignal): Promise<void> {
  if (goingDown.aborted) throw new LetGo();
  const run = await claimRun(deps.database, runId);
  if (run === null) return;
  const log = deps.log.child({ runId, documentId: run.documentId, attempt: run.attempt });
  log.info('an AI run was taken on');
  announce(deps, run);
  const over = new AbortController();
  const letGo = () => over.abort(new LetGo());
  goingDown.addEventListener('abort', letGo, { once: true });
  const unwatch = watchRow(deps, run, over);
  const work = new RunWork(deps, run, over);
  try {
    const end = await work.write().catch((error: unknown) => endFor(deps, run, error));
    await work.lastWords();
    await endRun(deps.database, run, end, await work.usage());
    announce(deps, run);
    log.info({ end }, 'an AI run ended');
  } catch (error) {
    if (error instanceof RunFenced) log.info('another attempt has the AI run, or it has ended');
    else throw error;
  } finally {
    unwatch();
    goingDown.removeEventListener('abort', letGo);
    over.abort(new LetGo());
    work.leave();
  }
}

/** How a run ends that could not be written to its end; throws when it is to be tried again. */
async function endFor(deps: RunDeps, run: ClaimedRun, error: unknown): Promise<RunEnd> {
  if (error instanceof RunOver) return error.end;
  if (error instanceof PlaceGone) return { status: 'stopped', error: 'place-gone' };
  if (error instanceof RunFenced || error instanceof LetGo) throw error;
  const verdict = judgeRun(await readRunCondition(deps.database, run.runId), run.attempt);
  if (verdict.go === 'end') return verdict.end;
  if (verdict.go === 'fenced') throw new RunFenced(run);
  if (error instanceof ConnectionLost && error.reason === 'not-found') {
    return { status: 'stopped', error: 'place-gone' };
  }
  deps.log.error({ err: error, runId: run.runId, attempt: run.attempt }, 'an AI run broke off');
  if (run.attempt >= ATTEMPT_LIMIT) return { status: 'failed', error: 'internal' };
  throw error;
}

/** Looks at the row on every hint and every half second, and ends the run when it must not go on. */
function watchRow(deps: RunDeps, run: ClaimedRun, over: AbortController): () => void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const verdict = judgeRun(await readRunCondition(deps.database, run.runId), run.attempt);
      if (verdict.go === 'fenced') over.abort(new RunFenced(run));
      if (verdict.go === 'end') over.abort(new RunOver(verdict.end));
    } catch (error) {
      // A database that is away is no reason to end: the append is the real fence.
      deps.log.warn({ err: error, runId: run.runId }, 'the row of a run could not be read');
    } finally {
      looking = false;
    }
  };
  const lookOnce = () => void look();
  lookOnce();
  const timer = setInterval(lookOnce, LOOK_MS);
  const unsubscribe = [
    deps.signals.subscribe('run-stop', ({ runId }) => {
      if (runId === run.runId) lookOnce();
    }),
    deps.signals.subscribe('status-changed', ({ documentId }) => {
      if (documentId === run.documentId) lookOnce();
    }),
    deps.signals.subscribe('member-changed', ({ personId }) => {
      if (personId === run.askedBy) lookOnce();
    }),
  ];
  return () => {
    clearInterval(timer);
    for (const end of unsubscribe) end();
  };
}

function announce(deps: RunDeps, run: ClaimedRun): void {
  deps.signals.publish('document-changed', { documentId: run.documentId, what: 'ai-runs' });
}

/** The writing itself: the model on one side, the typist on the other, the stored transcript between them. */
class RunWork {
  private readonly deps: RunDeps;
  private readonly run: ClaimedRun;
  private readonly over: AbortController;
  private readonly connection: RunConnection;
  private asking: Promise<ModelOutcome> | null = null;
  private usageBefore: RunUsage | null;

  constructor(deps: RunDeps, run: ClaimedRun, over: AbortController) {
    this.deps = deps;
    this.run = run;
    this.over = over;
    this.usageBefore = run.usage;
    const { COLLAB_URL } = deps.settings;
    if (COLLAB_URL === undefined) throw new TypeError('COLLAB_URL is not set');
    this.connection = new RunConnection({
      url: COLLAB_URL,
      documentId: run.documentId,
      clientId: clientIdOf(run),
      ticket: () => this.ticket(),
      user: {
        id: run.runId,
        name: run.language === 'fa' ? 'هم‌نویس هوشمند' : 'AI co-writer',
        color: 'ai',
        kind: 'ai',
        runId: run.runId,
      },
    });
  }

  /** Writes to the end, and answers how that was. */
  async write(): Promise<RunEnd> {
    const { run, connection } = this;
    const { signal } = this.over;
    await connection.settled(0, signal);
    const stored = await readRunOutput(this.deps.database, run.runId);
    const kept = run.outputComplete
      ? stored
      : keptOutput(stored, readRunCursor(connection.document, run.runId)?.consumed ?? 0);
    if (kept !== stored) await replaceRunOutput(this.deps.database, run, kept);
    const transcript = new Transcript(
      (position, text) => appendRunOutput(this.deps.database, run, position, text),
      kept,
    );
    if (run.outputComplete) transcript.end();
    else this.asking = this.ask(transcript, kept);
    const typing = typeTranscript({
      connection,
      runId: run.runId,
      anchor: run.request.anchor,
      transcript,
      signal,
    });
    // Whichever fails first takes the other one down.
    const both = [typing, this.asking ?? Promise.resolve(null)] as const;
    for (const side of both) side.catch((error: unknown) => this.over.abort(error));
    const [, outcome] = await Promise.all(both);
    if (outcome?.ended === 'failed') {
      this.deps.log.warn({ err: outcome.error, runId: run.runId }, 'the model failed');
      return { status: 'failed', error: outcome.error.reason };
    }
    return { status: 'finished' };
  }

  /** Words that were typed and not yet acknowledged get a moment more. */
  async lastWords(): Promise<void> {
    await this.connection.settled(0, AbortSignal.timeout(LAST_WORDS_MS)).catch(() => {
      // They are refused from now on, or the next worker finds them in the log: either is consistent.
    });
  }

  /** What the run has cost; null when no model was asked. */
  async usage(): Promise<RunUsage | null> {
    if (this.asking === null) return this.usageBefore;
    const outcome = await Promise.race([
      this.asking.catch(() => null),
      delay(LAST_WORDS_MS, null, { ref: false }),
    ]);
    return outcome === null ? this.usageBefore : this.added(outcome.usage);
  }

  leave(): void {
    this.connection.leave();
  }

  private async ask(transcript: Transcript, written: string): Promise<ModelOutcome> {
    const { run, deps } = this;
    const { settings, database } = deps;
    const model = run.model ?? settings.OPENAI_DEFAULT_MODEL;
    const messages = buildPrompt({
      ...run.request,
      language: run.language,
      title: run.title,
      surroundings: readSurroundings(this.connection.document, run.request.anchor, run.runId),
      written,
    });
    if (run.attempt > 1 && this.usageBefore === null) this.usageBefore = costSoFar(messages, written);
    if (run.model === null) await setRunModel(database, run, model);
    const start = new ContinuationStart(written);
    const outcome = await streamAnswer(
      {
        baseURL: settings.OPENAI_BASE_URL ?? '',
        apiKey: settings.OPENAI_API_KEY ?? '',
        model,
        idleTimeoutMs: settings.AI_IDLE_TIMEOUT_SECONDS * 1000,
        maxRetries: 2,
        mayBeEmpty: written !== '',
      },
      messages,
      (text) => transcript.write(start.push(text)),
      this.over.signal,
    );
    if (outcome.ended === 'aborted') return outcome;
    await transcript.write(start.end());
    await transcript.flush();
    if (outcome.ended !== 'failed') await completeRunOutput(database, run, this.added(outcome.usage));
    transcript.end();
    return outcome;
  }

  private added(usage: RunUsage): RunUsage {
    const before = this.usageBefore;
    if (before === null) return usage;
    return {
      promptTokens: before.promptTokens + usage.promptTokens,
      completionTokens: before.completionTokens + usage.completionTokens,
      estimated: before.estimated || usage.estimated,
    };
  }

  private async ticket(): Promise<string> {
    const { run, deps } = this;
    const { ticket } = await createTicket(deps.database.queries, {
      documentId: run.documentId,
      personId: run.askedBy,
      sessionId: null,
      run: { id: run.runId, attempt: run.attempt },
      schemaVersion: SCHEMA_VERSION,
      now: new Date(),
    });
    return ticket;
  }
}

/** An attempt that was killed took its usage with it; its request and its stored words are known. */
function costSoFar(messages: readonly ModelMessage[], written: string): RunUsage {
  const asked = messages.filter((message) => message.content !== written).map((message) => message.content);
  return {
    promptTokens: estimateTokens(asked.join('\n')),
    completionTokens: estimateTokens(written),
    estimated: true,
  };
}
