// Types a transcript into the article: by whole words, a few times a second, each batch in one transaction with
// the cursor that says how far it got. Whoever takes the run over later reads the cursor and goes on from there.

import { setTimeout as delay } from 'node:timers/promises';
import { ARTICLE_FRAGMENT, RUNS_MAP } from '@hamnevis/core/document/schema';
import * as Y from 'yjs';
import { blockChain, indexInParent } from './article-tree.ts';
import { BlockWriter } from './block-writer.ts';
import { MarkdownMachine } from './markdown/markdown-machine.ts';
import type { MarkdownOperation } from './markdown/operations.ts';
import type { RunConnection } from './run-connection.ts';
import {
  cursorAt,
  decodePosition,
  encodeCursor,
  type Place,
  placeAfterRun,
  placeOfAnchor,
  placeOfCursor,
  TAIL_CHARS,
} from './run-place.ts';
import type { Transcript } from './transcript.ts';

/** 25 updates a second: below the limit of 30, and smooth to the eye. */
const BATCH_MS = 40;
/** So much at once at most, also when much is stored already: nobody can follow a page that jumps. */
const BATCH_CHARS = 240;
/** Batches that may wait for their acknowledgement before the typist waits too. */
const UNACKNOWLEDGED = 3;
const CURSOR_MS = 200;

/** What the root map `ai` holds per run. */
export type RunCursor = { readonly consumed: number; readonly cursor: string };

/** Every block of the run was deleted by people: there is no place to go on. */
export class PlaceGone extends Error {}

export type TypistOptions = {
  readonly connection: RunConnection;
  readonly runId: string;
  readonly anchor: string | undefined;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
};

/** How far a run has got in this document; undefined before its first word. */
export function readRunCursor(document: Y.Doc, runId: string): RunCursor | undefined {
  const entry = document.getMap(RUNS_MAP).get(runId) as Partial<RunCursor> | undefined;
  if (typeof entry?.consumed !== 'number' || typeof entry.cursor !== 'string') return undefined;
  return { consumed: entry.consumed, cursor: entry.cursor };
}

/**
 * Types until the transcript is over and all of it stands in the article, acknowledged. Rejects with
 * {@link PlaceGone}, with the connection's loss, or with the signal's reason; what was typed stays.
 */
export async function typeTranscript(options: TypistOptions): Promise<void> {
  const { connection, transcript, signal } = options;
  const hand = new Hand(options);
  for (;;) {
    await transcript.more(hand.readTo, signal);
    await connection.settled(UNACKNOWLEDGED, signal);
    const startedMs = performance.now();
    const to = nextStop(transcript.text, hand.readTo, transcript.ended);
    hand.type(transcript.text.slice(hand.readTo, to), transcript.ended && to === transcript.text.length);
    if (hand.finished) break;
    // Nothing to stop at: the last word is still growing.
    if (to === hand.stoppedAt) await transcript.more(transcript.text.length, signal);
    hand.stoppedAt = to;
    await delay(Math.max(0, BATCH_MS - (performance.now() - startedMs)), undefined, { signal }).catch(() =>
      signal.throwIfAborted(),
    );
  }
  await connection.settled(0, signal);
  connection.showCursor(null);
}

/**
 * Where the next batch ends: after a white space, so that words appear whole. While more may come the last
 * character is left, so that "all consumed" always means "and the machine was ended".
 */
export function nextStop(text: string, from: number, ended: boolean): number {
  const end = ended ? text.length : text.length - 1;
  if (end - from <= BATCH_CHARS && ended) return end;
  const window = text.slice(from, Math.max(from, Math.min(end, from + BATCH_CHARS)));
  const space = /^.*\s/s.exec(window)?.[0].length ?? 0;
  if (space > 0) return from + space;
  // A word longer than a batch is typed as it comes.
  return window.length === BATCH_CHARS ? from + BATCH_CHARS : from;
}

/** The writing hand: one machine, one place, one cursor. */
class Hand {
  readTo: number;
  finished = false;
  stoppedAt = -1;
  private readonly connection: RunConnection;
  private readonly runId: string;
  private readonly anchor: string | undefined;
  private readonly fragment: Y.XmlFragment;
  private readonly machine = new MarkdownMachine();
  private cursor: Y.RelativePosition | null = null;
  private tail = '';
  /** Behind the top-level block that is being written, whatever happens to that block. */
  private behindBlock: Y.RelativePosition | null = null;
  private topBlock: Y.XmlElement | null = null;
  private cursorShownMs = 0;

  constructor({ connection, runId, anchor, transcript }: TypistOptions) {
    this.connection = connection;
    this.runId = runId;
    this.anchor = anchor;
    this.fragment = connection.document.getXmlFragment(ARTICLE_FRAGMENT);
    const entry = readRunCursor(connection.document, runId);
    this.readTo = entry?.consumed ?? 0;
    if (entry === undefined) return;
    if (entry.consumed > transcript.text.length) {
      throw new Error(`run ${runId}: ${entry.consumed} characters typed, ${transcript.text.length} stored`);
    }
    this.cursor = decodePosition(entry.cursor);
    this.follow(this.machine.push(transcript.text.slice(0, entry.consumed)));
    // The attempt before this one ended the machine and died before it could say so.
    this.finished = entry.consumed > 0 && transcript.ended && entry.consumed === transcript.text.length;
  }

  type(text: string, last: boolean): void {
    if (this.finished) return;
    this.readTo += text.length;
    const { path } = this.machine;
    const operations = [...this.machine.push(text), ...(last ? this.machine.end() : [])];
    this.finished = last;
    if (operations.length === 0 && !last) return;
    const place = this.place();
    const writer = new BlockWriter(this.fragment, this.runId, place, path);
    this.connection.document.transact(() => {
      for (const operation of operations) writer.apply(operation);
      this.cursor = cursorAt(writer.place);
      const entry: RunCursor = { consumed: this.readTo, cursor: encodeCursor(this.cursor) };
      this.connection.document.getMap(RUNS_MAP).set(this.runId, entry);
    }, 'ai-run');
    this.follow(operations);
    this.rememberBlock(writer.place);
    this.showCursor();
  }

  private place(): Place {
    if (this.cursor === null) return placeOfAnchor(this.fragment, this.anchor);
    const place = placeOfCursor(this.fragment, this.cursor, this.runId, this.tail);
    if (place !== null) return place;
    const afterRun = placeAfterRun(this.fragment, this.runId);
    if (afterRun === null) throw new PlaceGone(`run ${this.runId}: all of its blocks were deleted`);
    const behind =
      this.behindBlock &&
      Y.createAbsolutePositionFromRelativePosition(this.behindBlock, this.connection.document);
    if (behind?.type !== this.fragment) return afterRun;
    return { kind: 'between', parent: this.fragment, index: behind.index };
  }

  private follow(operations: readonly MarkdownOperation[]): void {
    for (const operation of operations) {
      this.tail = operation.type === 'text' ? (this.tail + operation.text).slice(-TAIL_CHARS) : '';
    }
  }

  private rememberBlock(place: Place): void {
    const chain = blockChain(this.fragment, place.kind === 'inside' ? place.block : place.parent);
    const top = chain?.[0];
    if (top === undefined) {
      this.topBlock = null;
      this.behindBlock = this.cursor;
    } else if (top !== this.topBlock) {
      this.topBlock = top;
      this.behindBlock = Y.createRelativePositionFromTypeIndex(this.fragment, indexInParent(top) + 1, -1);
    }
  }

  private showCursor(): void {
    const now = performance.now();
    if (now - this.cursorShownMs < CURSOR_MS) return;
    this.cursorShownMs = now;
    this.connection.showCursor(this.cursor);
  }
}
