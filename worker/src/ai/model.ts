// Talks to any OpenAI-compatible server. Everything that can go wrong on that road ends here as one of the
// contract's reasons; nothing the provider says is shown to anybody.

import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { AnswerText } from './answer-text.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { ModelError, modelErrorFrom } from './model-error.ts';

/** A longer answer is cut here: an article's section is far below it. */
const ANSWER_LIMIT_CHARS = 200_000;
/** How often a stream that broke before its first word is asked for again. */
const STREAM_TRIES = 2;

export type ModelSettings = {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly model: string;
  /** A model that says nothing for this long has failed. */
  readonly idleTimeoutMs: number;
  /** Tries after the first for 429, 5xx and connections that fail, before the first word. */
  readonly maxRetries: number;
  /** True where nothing more to say is an answer too: an earlier answer is being continued. */
  readonly mayBeEmpty?: boolean;
};

export type ModelMessage = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };

/** Tokens of one answer; `estimated` when the server gave none and we counted. */
export type ModelUsage = {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly estimated: boolean;
};

export type ModelOutcome =
  | { readonly ended: 'finished' | 'cut'; readonly usage: ModelUsage }
  /** The caller's signal. */
  | { readonly ended: 'aborted'; readonly usage: ModelUsage }
  | { readonly ended: 'failed'; readonly error: ModelError; readonly usage: ModelUsage };

/**
 * Streams one answer. `onText` is awaited before more is read, so that a slow writer slows the model down and
 * what it was given is stored before the next word arrives; an error it throws is thrown on. Never rejects for
 * the model's sake: how it ended, and what it cost, is the result.
 */
export async function streamAnswer(
  settings: ModelSettings,
  messages: readonly ModelMessage[],
  onText: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<ModelOutcome> {
  const client = new OpenAI({
    baseURL: settings.baseURL,
    apiKey: settings.apiKey,
    maxRetries: settings.maxRetries,
    timeout: settings.idleTimeoutMs,
    fetch: boundedFetch,
    logLevel: 'off',
  });
  for (let attempt = 1; ; attempt += 1) {
    const answer = new Answer(messages, settings.mayBeEmpty ?? false);
    const outcome = await readAnswer(client, settings, messages, answer, onText, signal);
    const again =
      outcome.ended === 'failed' &&
      answer.isEmpty &&
      attempt < STREAM_TRIES &&
      answer.streamOpened &&
      outcome.error.reason !== 'model-refused';
    if (!again) return outcome;
  }
}

async function readAnswer(
  client: OpenAI,
  settings: ModelSettings,
  messages: readonly ModelMessage[],
  answer: Answer,
  onText: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<ModelOutcome> {
  const idle = new IdleWatch(settings.idleTimeoutMs);
  let writerError: { error: unknown } | undefined;
  const hand = async (text: string) => {
    if (text === '') return;
    idle.pause();
    try {
      await onText(text);
    } catch (error) {
      writerError = { error };
      throw error;
    }
    idle.touch();
  };
  try {
    const stream = await client.chat.completions.create(
      {
        model: settings.model,
        messages: messages as ChatCompletionMessageParam[],
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal: AbortSignal.any([signal, idle.signal]) },
    );
    answer.streamOpened = true;
    idle.touch();
    for await (const chunk of stream) {
      idle.touch();
      await hand(answer.read(chunk));
      if (answer.isFull) break;
    }
    // Silence after its reason to end is no failure: some servers never hang up.
    if (signal.aborted) return { ended: 'aborted', usage: answer.usage() };
    await hand(answer.end());
    return { ended: answer.isFull || answer.finish === 'length' ? 'cut' : 'finished', usage: answer.usage() };
  } catch (error) {
    if (writerError !== undefined) throw writerError.error;
    if (signal.aborted) return { ended: 'aborted', usage: answer.usage() };
    const failure = idle.signal.aborted ? new ModelError('model-idle', error) : modelErrorFrom(error);
    return { ended: 'failed', error: failure, usage: answer.usage() };
  } finally {
    idle.pause();
  }
}

/** One answer as its chunks come in; refuses what is no answer. */
class Answer {
  streamOpened = false;
  finish: string | null = null;
  private readonly prompt: string;
  private readonly text = new AnswerText();
  private lengthChars = 0;
  private readonly said: string[] = [];
  private reported: { prompt_tokens: number; completion_tokens: number } | null = null;

  private readonly mayBeEmpty: boolean;

  constructor(messages: readonly ModelMessage[], mayBeEmpty: boolean) {
    this.mayBeEmpty = mayBeEmpty;
    this.prompt = messages.map((message) => message.content).join('\n');
  }

  get isEmpty(): boolean {
    return this.lengthChars === 0;
  }

  get isFull(): boolean {
    return this.lengthChars >= ANSWER_LIMIT_CHARS;
  }

  read(chunk: ChatCompletionChunk): string {
    // What comes over the wire need not be what the SDK's types say.
    if (typeof chunk !== 'object' || chunk === null) {
      throw new ModelError('model-bad-answer', new Error('An event of the stream is no object.'));
    }
    this.readUsage(chunk.usage);
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (choice === undefined || choice === null) return '';
    this.finish = choice.finish_reason ?? this.finish;
    if (this.finish === 'content_filter' || choice.delta?.refusal) {
      throw new ModelError('model-refused', new Error(choice.delta?.refusal ?? 'content_filter'));
    }
    const content: unknown = choice.delta?.content;
    return typeof content === 'string' ? this.keep(this.text.push(content)) : '';
  }

  /** The rest of the text. A stream that ends without saying why was cut off on its way. */
  end(): string {
    const rest = this.keep(this.text.end());
    if (this.isEmpty && !this.mayBeEmpty)
      throw new ModelError('model-bad-answer', new Error('The answer is empty.'));
    if (this.finish === null && !this.isFull) {
      throw new ModelError('model-bad-answer', new Error('The stream ended without a finish reason.'));
    }
    return rest;
  }

  usage(): ModelUsage {
    if (this.reported !== null) {
      return {
        promptTokens: this.reported.prompt_tokens,
        completionTokens: this.reported.completion_tokens,
        estimated: false,
      };
    }
    return {
      promptTokens: this.streamOpened ? estimateTokens(this.prompt) : 0,
      completionTokens: estimateTokens(this.said.join('')),
      estimated: true,
    };
  }

  private keep(text: string): string {
    const kept = text.slice(0, ANSWER_LIMIT_CHARS - this.lengthChars).toWellFormed();
    this.lengthChars += kept.length;
    if (kept !== '') this.said.push(kept);
    return kept;
  }

  private readUsage(usage: ChatCompletionChunk['usage']): void {
    if (!isCount(usage?.prompt_tokens) || !isCount(usage?.completion_tokens)) return;
    this.reported = { prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens };
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Aborts when nothing was heard for too long; paused while it is we who are slow. */
class IdleWatch {
  private readonly controller = new AbortController();
  private readonly timeoutMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  touch(): void {
    if (this.controller.signal.aborted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(new Error('The model fell silent.')), this.timeoutMs);
  }

  pause(): void {
    clearTimeout(this.timer);
  }
}
