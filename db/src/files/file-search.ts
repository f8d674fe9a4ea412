// Where the files of an organization are named: in the logs of its texts, folded or not, in what is made of them
// (snapshots, sealed versions), and in its templates.
import { setImmediate as breathe } from 'node:timers/promises';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Database, PlainSql, Transaction } from '../connect.ts';
import { readTail, type SegmentRow, storedFrom } from '../log/read-rows.ts';
import { readSegment } from '../log/segments.ts';
import { sqlWithin, transact } from '../queries/transact.ts';
import { documentHeads, documentSnapshots, documents, templates, versions } from '../schema/tables.ts';
import { idsIn } from './ids-in.ts';

const ROWS_AT_ONCE = 500;

/** A search for some files; what it finds is gathered. */
export class FileSearch {
  /** The document that names a file, or null where a template does; what nobody names is not in it. */
  readonly places = new Map<string, string | null>();
  readonly #database: Database;
  readonly #organizationId: string;
  readonly #ids: ReadonlySet<string>;
  /** How far the log of each document was read. */
  readonly #readTo = new Map<string, number>();

  constructor(database: Database, organizationId: string, ids: readonly string[]) {
    this.#database = database;
    this.#organizationId = organizationId;
    this.#ids = new Set(ids);
  }

  /**
   * Looks through everything, a document at a time, until every file was found; others get their turn in between. Throws
   * `CorruptSegment` where a history cannot be read: then nobody knows.
   */
  async run(): Promise<void> {
    const kept = await this.#within(async (tx) => {
      await this.#readTemplates(tx);
      return tx.select({ id: documents.id }).from(documents).orderBy(asc(documents.id));
    });
    for (const { id } of kept) {
      if (this.places.size === this.#ids.size) return;
      await this.#within((tx) => this.#readMadeOf(tx, id));
      await this.#readLog(this.#database, id);
    }
  }

  /**
   * Looks through what was written since {@link run}, and holds further writing up until the transaction ends: what is not
   * found now is named nowhere.
   */
  async runAgain(tx: Transaction): Promise<void> {
    const within = sqlWithin(this.#database, tx);
    const heads = await tx
      .select({ id: documentHeads.documentId, sequence: documentHeads.sequence })
      .from(documentHeads)
      .orderBy(asc(documentHeads.documentId))
      .for('share');
    await this.#readTemplates(tx);
    for (const { id, sequence } of heads) {
      if (sequence > (this.#readTo.get(id) ?? 0)) await this.#readLog(within, id);
    }
  }

  #within<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return transact(this.#database, { organizationId: this.#organizationId }, work);
  }

  #note(place: string | null, bytes: Uint8Array): void {
    for (const id of idsIn(bytes)) {
      // A text before a template: that is a place to stay.
      if (this.#ids.has(id) && (this.places.get(id) ?? null) === null) this.places.set(id, place);
    }
  }

  async #readTemplates(tx: Transaction): Promise<void> {
    const rows = await tx.select({ content: sql<string>`${templates.content}::text` }).from(templates);
    for (const { content } of rows) this.#note(null, Buffer.from(content));
  }

  async #readMadeOf(tx: Transaction, documentId: string): Promise<void> {
    const states = await tx
      .select({ bytes: documentSnapshots.state })
      .from(documentSnapshots)
      .where(eq(documentSnapshots.documentId, documentId));
    const sealed = await tx
      .select({ bytes: versions.sealedBytes })
      .from(versions)
      .where(and(eq(versions.documentId, documentId), isNotNull(versions.sealedBytes)));
    for (const { bytes } of [...states, ...sealed]) if (bytes) this.#note(documentId, bytes);
  }

  /** From where it was read to, to its end: rows move into segments and never back. */
  async #readLog(database: PlainSql, documentId: string): Promise<void> {
    for (;;) {
      const after = this.#readTo.get(documentId) ?? 0;
      const rows = await readTail(database, documentId, after, ROWS_AT_ONCE);
      if (rows[0]?.sequence === after + 1) {
        for (const { sequence, update } of rows) {
          this.#note(documentId, update);
          this.#readTo.set(documentId, sequence);
        }
      } else {
        const [segment] = await database.sql<SegmentRow>(
          'select * from segment_after($1::uuid, $2::bigint)',
          [documentId, after],
        );
        if (!segment) return;
        const stored = storedFrom(segment);
        this.#note(documentId, readSegment(stored).updateUpTo(stored.toSequence));
        this.#readTo.set(documentId, stored.toSequence);
      }
      await breathe();
    }
  }
}
