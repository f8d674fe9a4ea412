// The article of a held document: a Y.Doc while somebody writes, its bytes while nobody does. It applies what the log
// has and nothing else, and decides nothing.
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import { applyState } from '@hamnevis/core/document/apply-state';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import { type HomelessText, watchHomeless } from '@hamnevis/core/history/homeless';
import * as Y from 'yjs';

/** A state vector without entries: somebody who has nothing yet. */
const EMPTY_STATE_VECTOR_BYTES = 1;
/** What stands behind the first update is merged for a newcomer; beyond this the whole is encoded anew instead. */
const TAIL_UPDATES = 500;
const TAIL_BYTES = 128 * 1024;
/** Articles of at least this size are packed while they sleep, to about a third; unpacking takes far less than building. */
const PACKED_FROM_BYTES = 64 * 1024;

const pack = promisify(deflateRaw);

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
  /**
   * The whole article as updates in order: the state at some moment, and what came after it. Kept beside the document
   * too, as long as its tail is short, so that no newcomer need wait for the whole to be encoded.
   */
  #bytes: Uint8Array[] | null = [];
  #tailBytes = 0;
  /** Instead of {@link #bytes}, while the article sleeps: the whole of it in one update, packed. */
  #packed: Uint8Array | null = null;
  #isPacking = false;
  /** Of the first of {@link #bytes} as it was loaded. */
  #firstVector: Uint8Array | null = null;
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
    if (this.#packed) {
      this.#bytes = this.#parts();
      this.#packed = null;
    }
    const document = buildLogDocument();
    document.transact(() => {
      for (const update of this.#parts()) this.#applyTo(document, update);
    });
    document.on('update', (update: Uint8Array) => {
      this.#stateVector = this.#answered = null;
      this.#lengthen(update);
      this.#options.onChange(update);
    });
    this.#document = document;
    return document;
  }

  /** Begins with what was read from the log, asleep; `firstVector` is the first update's, where it is known. */
  load(updates: readonly Uint8Array[], firstVector: Uint8Array | null = null): void {
    this.#document = this.#stateVector = this.#answered = this.#packed = null;
    this.#bytes = [...updates];
    this.#firstVector = firstVector;
    this.#tailBytes = updates.slice(1).reduce((sum, { length }) => sum + length, 0);
  }

  apply(updates: readonly Uint8Array[]): void {
    const { document } = this;
    const homeless = watchHomeless(document, updates);
    document.transact(() => {
      for (const update of updates) this.#applyTo(document, update);
    });
    try {
      const texts = homeless();
      if (texts.length > 0) this.#options.onHomeless(texts);
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  /** Keeps the bytes and lets everything else go. */
  sleep(): void {
    this.#answered = null;
    if (this.#document) {
      // Encoded afresh: the tail names what was deleted since, the document has forgotten it.
      if ((this.#bytes?.length ?? 0) !== 1) this.#encode();
      this.stateVector();
      this.#document = null;
    }
    const [whole, ...tail] = this.#bytes ?? [];
    if (!whole || tail.length > 0 || whole.length < PACKED_FROM_BYTES || this.#isPacking) return;
    this.#isPacking = true;
    this.#pack(whole)
      .catch(this.#options.onFault)
      .finally(() => {
        this.#isPacking = false;
      });
  }

  /** Off the program's one thread; what changed or woke meanwhile stays as it is. */
  async #pack(whole: Uint8Array): Promise<void> {
    const packed = await pack(whole, { level: 1 });
    if (this.#document || this.#bytes?.length !== 1 || this.#bytes[0] !== whole) return;
    // A copy: what zlib answers may be a piece of something larger.
    this.#packed = new Uint8Array(packed);
    this.#bytes = null;
  }

  /** The article as updates in order; none while the document alone has it. */
  #parts(): Uint8Array[] {
    return this.#packed ? [inflateRawSync(this.#packed)] : (this.#bytes ?? []);
  }

  /** The whole article in one update. */
  fullState(): Uint8Array {
    const [first, ...tail] = this.#parts();
    return first && tail.length === 0 ? first : this.#encode();
  }

  stateVector(): Uint8Array {
    this.#stateVector ??= this.#readStateVector() ?? Y.encodeStateVector(this.document);
    return this.#stateVector;
  }

  /** Without waking it; null when it is awake, or when a row of it cannot be read. */
  #readStateVector(): Uint8Array | null {
    if (this.#document) return null;
    try {
      return stateVectorOf(this.#parts(), this.#firstVector);
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

  /** For a newcomer nothing is built or encoded: state and tail go as they are. */
  #everything(): MissingState {
    // What cannot be read is found out before it is sent to anybody.
    this.stateVector();
    const [first, ...tail] = this.#parts();
    if (!first || tail.length === 0 || this.#isTailLong()) return { ahead: null, answer: this.fullState() };
    const answer = Y.mergeUpdates(tail);
    // The next newcomer merges only what came since.
    this.#bytes = [first, answer];
    this.#tailBytes = answer.length;
    return { ahead: first, answer };
  }

  /** How large the state is without what was deleted: encoded for it, where the kept bytes may hold more. */
  measure(): number {
    return this.#encode().length;
  }

  #encode(): Uint8Array {
    const state = Y.encodeStateAsUpdate(this.document);
    this.#bytes = [state];
    this.#firstVector = null;
    this.#tailBytes = 0;
    return state;
  }

  #lengthen(update: Uint8Array): void {
    if (!this.#bytes) return;
    this.#bytes.push(update);
    if (this.#bytes.length > 1) this.#tailBytes += update.length;
    if (this.#isTailLong()) this.#bytes = null;
  }

  #isTailLong(): boolean {
    return (this.#bytes?.length ?? 0) > TAIL_UPDATES || this.#tailBytes > TAIL_BYTES;
  }

  #applyTo(document: Y.Doc, update: Uint8Array): void {
    try {
      applyState(document, update);
    } catch (error) {
      // One row that Yjs cannot read must not take the document with it, nor reach anybody.
      this.#bytes = null;
      this.#options.onFault(error);
    }
  }
}

/** Of updates without gaps, as those of the log are; the first one's own need not be read where it is known. */
function stateVectorOf(updates: readonly Uint8Array[], firstVector: Uint8Array | null): Uint8Array {
  const clocks = firstVector ? Y.decodeStateVector(firstVector) : new Map<number, number>();
  for (const update of firstVector ? updates.slice(1) : updates) {
    for (const [client, clock] of Y.parseUpdateMeta(update).to) {
      clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
    }
  }
  return Y.encodeStateVector(clocks);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
