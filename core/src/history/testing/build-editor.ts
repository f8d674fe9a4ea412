// Editors without a browser, for tests: ProseMirror transforms written into Yjs by the same y-tiptap code that the
// editor's binding calls, with the mapping that it keeps and the undo manager that it makes.

import type { Node } from '@tiptap/pm/model';
import { Transform } from '@tiptap/pm/transform';
import {
  defaultDeleteFilter,
  defaultProtectedNodes,
  initProseMirrorDoc,
  updateYFragment,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { buildLogDocument } from '../../document/formatting-cleanup.ts';
import { ARTICLE_FRAGMENT, documentSchema } from '../../document/schema.ts';
import { pastLostSteps } from '../../document/undo-steps.ts';
import { type ArticleNode, articleOf } from '../../document/yjs.ts';
import type { LogRow, RowKind } from '../log-row.ts';
import { type ClockRange, pastedIn } from '../pasted.ts';

const FIRST_MS = Date.UTC(2026, 10, 21, 8);

/** A log in memory: rows in order, as the append function would have written them. */
export class LogBuilder {
  readonly rows: LogRow[] = [];
  #nowMs = FIRST_MS;

  append(
    update: Uint8Array,
    by: { personId: string; runId?: string | null; kind?: RowKind; pasted?: readonly ClockRange[] },
  ): LogRow {
    this.#nowMs += 250;
    const row: LogRow = {
      sequence: this.rows.length + 1,
      update,
      actorId: by.personId,
      runId: by.runId ?? null,
      kind: by.kind ?? 'edit',
      createdAtMs: this.#nowMs,
      ...(by.pasted && by.pasted.length > 0 ? { pasted: by.pasted } : {}),
    };
    this.rows.push(row);
    return row;
  }

  /** Time passes without an edit. */
  wait(ms: number): void {
    this.#nowMs += ms;
  }

  /** A fresh document from the log alone. */
  document(upTo = this.rows.length, gc = true): Y.Doc {
    const document = buildLogDocument({ gc });
    for (const row of this.rows.slice(0, upTo)) Y.applyUpdate(document, row.update);
    return document;
  }
}

/** One person's (or run's) editor on a log. Updates wait in `outbox` until `send`, so that races can be played. */
export class EditorBuilder {
  readonly document = new Y.Doc();
  readonly #log: LogBuilder;
  readonly #by: { personId: string; runId?: string | null };
  readonly #undo: Y.UndoManager;
  #outbox: Uint8Array[] = [];
  readonly #pasted: ClockRange[] = [];
  #seen = 0;

  constructor(log: LogBuilder, by: { personId: string; runId?: string | null; clientId: number }) {
    this.#log = log;
    this.#by = by;
    this.document.clientID = by.clientId;
    this.receive();
    this.document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'log') this.#outbox.push(update);
    });
    this.#undo = new Y.UndoManager(this.#fragment, {
      trackedOrigins: new Set([ySyncPluginKey]),
      deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
      captureTimeout: 0,
    });
  }

  get #fragment(): Y.XmlFragment {
    return this.document.getXmlFragment(ARTICLE_FRAGMENT);
  }

  get article(): ArticleNode {
    return articleOf(this.document);
  }

  /** The article as a ProseMirror node. */
  get node(): Node {
    return initProseMirrorDoc(this.#fragment, documentSchema()).doc;
  }

  /** One editor transaction, kept back until {@link send}. */
  edit(change: (transform: Transform) => void): this {
    const { doc, meta } = initProseMirrorDoc(this.#fragment, documentSchema());
    const transform = new Transform(doc);
    change(transform);
    transform.doc.check();
    this.document.transact(
      () => updateYFragment(this.document, this.#fragment, transform.doc, meta),
      ySyncPluginKey,
    );
    return this;
  }

  /** Types at the end of a textblock, letter by letter, each letter a row of its own once sent. */
  type(block: number, text: string): this {
    for (const letter of text)
      this.edit((transform) =>
        transform.insert(textblock(transform.doc, block).end, documentSchema().text(letter)),
      );
    return this;
  }

  /** Writes text at an offset of a textblock in one transaction, as a paste does. */
  insert(block: number, offset: number, text: string): this {
    return this.edit((transform) =>
      transform.insert(textblock(transform.doc, block).start + offset, documentSchema().text(text)),
    );
  }

  /** As {@link insert}, and says so, as a client of ours does. */
  paste(block: number, offset: number, text: string): this {
    const client = this.document.clientID;
    const clock = Y.getState(this.document.store, client);
    this.insert(block, offset, text);
    this.#pasted.push({ client, clock, length: Y.getState(this.document.store, client) - clock });
    return this;
  }

  undo(): this {
    pastLostSteps(() => this.#undo.undo());
    return this;
  }

  redo(): this {
    pastLostSteps(() => this.#undo.redo());
    return this;
  }

  /** Takes what the log has and this editor lacks. */
  receive(): this {
    for (; this.#seen < this.#log.rows.length; this.#seen += 1)
      Y.applyUpdate(this.document, (this.#log.rows[this.#seen] as LogRow).update, 'log');
    return this;
  }

  /** Appends what was typed, update by update; `merged`, as one row, as after hours offline. */
  send(options: { kind?: RowKind; merged?: boolean } = {}): LogRow[] {
    const updates = options.merged && this.#outbox.length > 1 ? [Y.mergeUpdates(this.#outbox)] : this.#outbox;
    this.#outbox = [];
    return updates.map((update) =>
      this.#log.append(update, {
        ...this.#by,
        ...(options.kind ? { kind: options.kind } : {}),
        pasted: pastedIn(update, this.#pasted),
      }),
    );
  }
}

/** Where the n-th block that holds text begins and ends, as ProseMirror positions of its content. */
export function textblock(doc: Node, index: number): { start: number; end: number; node: Node } {
  let found: { start: number; end: number; node: Node } | undefined;
  let count = 0;
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    if (count === index) found = { start: position + 1, end: position + 1 + node.content.size, node };
    count += 1;
    return false;
  });
  if (!found) throw new RangeError(`there is no text block ${index}`);
  return found;
}

/** Number of blocks that hold text. */
export function textblockCount(doc: Node): number {
  let count = 0;
  doc.descendants((node) => {
    if (!node.isTextblock) return true;
    count += 1;
    return false;
  });
  return count;
}
