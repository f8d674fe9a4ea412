// The article of a held document: a Y.Doc while somebody writes, its bytes while nobody does. It applies what the log
// has, and decides nothing.
import { type HomelessText, watchHomeless } from '@hamnevis/core/history/homeless';
import * as Y from 'yjs';

/** Changes under it came from the log. Whatever Yjs changes by itself here stays here: every replica does the same. */
const FROM_LOG = { source: 'log' } as const;
/** A state vector without entries: somebody who has nothing yet. */
const EMPTY_STATE_VECTOR_BYTES = 1;
/** More rows than this behind the first are cheaper built into a document than merged. */
const MOST_ROWS_MERGED = 500;

/** What a client lacks. `ahead` goes first, as a change; `answer` ends its waiting. */
export interface MissingState {
  ahead: Uint8Array | null;
  answer: Uint8Array;
}

interface Options {
  /** Told of every change of the article, once per {@link HeldArticle.apply}. */
  onChange: (update: Uint8Array) => void;
  /** An update that Yjs could not read: the others are applied all the same. */
  onFault: (error: unknown) => void;
  /** Told of text that died by a change though nobody deleted it. */
  onHomeless: (texts: HomelessText[]) => void;
}

export class HeldArticle {
  readonly #options: Options;
  #document: Y.Doc | null = null;
  #usedAt = performance.now();
  /** The whole article as updates in order. Beside a document they stand until its next change. */
  #bytes: readonly Uint8Array[] | null = [];
  #stateVector: Uint8Array | null = null;
  /** The last answer, for the many who come back at once with the same. */
  #answered: { stateVector: Uint8Array; missing: MissingState } | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  get isAwake(): boolean {
    return this.#document !== null;
  }

  /** Milliseconds since somebody last needed the document. */
  get idleMs(): number {
    return performance.now() - this.#usedAt;
  }

  /** The article as Yjs has it, built if it slept. To be read only. */
  get document(): Y.Doc {
    this.#usedAt = performance.now();
    if (this.#document) return this.#document;
    const document = new Y.Doc();
    document.transact(() => {
      for (const update of this.#bytes ?? []) this.#applyTo(document, update);
    }, FROM_LOG);
    document.on('update', (update: Uint8Array, origin: unknown) => {
      this.#bytes = this.#stateVector = this.#answered = null;
      if (origin === FROM_LOG) this.#options.onChange(update);
    });
    this.#document = document;
    return document;
  }

  /** Begins with what was read from the log, asleep. */
  load(updates: readonly Uint8Array[]): void {
    this.#document = this.#stateVector = this.#answered = null;
    this.#bytes = updates;
  }

  apply(updates: readonly Uint8Array[]): void {
    const { document } = this;
    const homeless = watchHomeless(document, updates);
    document.transact(() => {
      for (const update of updates) this.#applyTo(document, update);
    }, FROM_LOG);
    try {
      const texts = homeless();
      if (texts.length > 0) this.#options.onHomeless(texts);
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  /** Keeps the bytes and lets the document go. */
  sleep(): void {
    if (!this.#document) return;
    this.fullState();
    this.stateVector();
    this.#answered = null;
    this.#document = null;
  }

  /** The whole article in one update. */
  fullState(): Uint8Array {
    const [first, ...others] = this.#bytes ?? [];
    if (first && others.length === 0) return first;
    const state = Y.encodeStateAsUpdate(this.document);
    this.#bytes = [state];
    return state;
  }

  stateVector(): Uint8Array {
    this.#stateVector ??= this.#readStateVector() ?? Y.encodeStateVector(this.document);
    return this.#stateVector;
  }

  /** Without waking it; null when it is awake, or when a row of it cannot be read. */
  #readStateVector(): Uint8Array | null {
    if (this.#document) return null;
    try {
      return stateVectorOf(this.#bytes ?? []);
    } catch {
      return null;
    }
  }

  /** What somebody with this state vector lacks, encoded once for all who have the same. Throws on a broken one. */
  missing(stateVector: Uint8Array): MissingState {
    if (this.#answered && isEqual(this.#answered.stateVector, stateVector)) return this.#answered.missing;
    const missing =
      stateVector.length > EMPTY_STATE_VECTOR_BYTES
        ? { ahead: null, answer: Y.encodeStateAsUpdate(this.document, stateVector) }
        : this.#everything();
    this.#answered = { stateVector, missing };
    return missing;
  }

  /** A newcomer does not wake it: snapshot and tail go as they were read. */
  #everything(): MissingState {
    // What cannot be read is found out before it is sent to anybody.
    this.stateVector();
    const [first, ...tail] = this.#bytes ?? [];
    if (!first || tail.length === 0 || tail.length > MOST_ROWS_MERGED || this.isAwake) {
      return { ahead: null, answer: this.fullState() };
    }
    return { ahead: first, answer: Y.mergeUpdates(tail) };
  }

  #applyTo(document: Y.Doc, update: Uint8Array): void {
    try {
      Y.applyUpdate(document, update, FROM_LOG);
    } catch (error) {
      // One row that Yjs cannot read must not take the document with it.
      this.#options.onFault(error);
    }
  }
}

/** Of updates without gaps, as those of the log are. */
function stateVectorOf(updates: readonly Uint8Array[]): Uint8Array {
  const clocks = new Map<number, number>();
  for (const update of updates) {
    for (const [client, clock] of Y.parseUpdateMeta(update).to) {
      clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
    }
  }
  return Y.encodeStateVector(clocks);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
