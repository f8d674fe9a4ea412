// Segments: the log in a small space, for good. Rows are folded once nobody can still be waiting for the answer to
// one of them; what a segment keeps and what it lets go stands at the head of core's history/segment.ts. Pure but
// for compression: bytes in, bytes out; the queries stand elsewhere.
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { encodeSegment, type Frontier, Segment, type SegmentBlocks } from '@hamnevis/core/history/segment';
import * as Y from 'yjs';

/** High, since a segment is written once and read often, and decompressing costs the same at every level. */
const ZSTD_LEVEL = 19;

/** A tail longer than this is worth a segment. */
export const SEGMENT_ROWS = 4096;

/** Segments are joined until they hold about this many rows: larger saves little more, and slows cutting. */
export const LARGEST_SEGMENT_ROWS = 16_384;

/** So many neighbours become one. */
const JOINED_AT_ONCE = 4;

/** A segment as it is stored. */
export interface StoredSegment {
  fromSequence: number;
  toSequence: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Who wrote in it, and in how many rows. */
  authors: { actorId: string; runId: string | null; rows: number }[];
  /** Compressed blocks. */
  rows: Uint8Array;
  deletes: Uint8Array;
  update: Uint8Array;
  /** SHA-256 over the three: a corrupt segment is seen before it is used. */
  checksum: Uint8Array;
}

/** A stored segment's bytes do not have the checksum that was written with them. */
export class CorruptSegment extends Error {
  readonly fromSequence: number;

  constructor(fromSequence: number) {
    super(`the segment that begins with row ${fromSequence} is corrupt`);
    this.fromSequence = fromSequence;
  }
}

/**
 * Folds rows that follow one another into a segment and moves the frontier over them. Throws as `encodeSegment`
 * does; remove no row before the segment is read back (`readSegment(...).rows()`) in the same transaction.
 */
export function foldRows(rows: readonly LogRow[], frontier: Frontier): StoredSegment {
  const blocks = encodeSegment(rows, frontier);
  const segment = new Segment(blocks);
  const packed = { rows: pack(blocks.rows), deletes: pack(blocks.deletes), update: pack(blocks.update) };
  return {
    fromSequence: segment.fromSequence,
    toSequence: segment.toSequence,
    startedAtMs: (rows[0] as LogRow).createdAtMs,
    endedAtMs: (rows.at(-1) as LogRow).createdAtMs,
    authors: segment.authors(),
    ...packed,
    checksum: checksumOf(packed),
  };
}

/** Opens a stored segment. Throws {@link CorruptSegment}. */
export function readSegment(stored: StoredSegment): Segment {
  if (!Buffer.from(stored.checksum).equals(checksumOf(stored))) throw new CorruptSegment(stored.fromSequence);
  return new Segment({
    rows: zstdDecompressSync(stored.rows),
    deletes: zstdDecompressSync(stored.deletes),
    update: zstdDecompressSync(stored.update),
  });
}

/** Joins neighbours into one; `frontier` stands before the first and is moved over all. */
export function joinSegments(neighbours: readonly StoredSegment[], frontier: Frontier): StoredSegment {
  return foldRows(
    neighbours.flatMap((stored) => [...readSegment(stored).rows()]),
    frontier,
  );
}

/**
 * The neighbours to join next, as a range of indexes [from, to): the oldest four of about one size that fit into
 * one, or null. Each row is so written again at most a few times in its life.
 */
export function segmentsToJoin(
  segments: readonly Pick<StoredSegment, 'fromSequence' | 'toSequence'>[],
): { from: number; to: number } | null {
  const rows = segments.map((segment) => segment.toSequence - segment.fromSequence + 1);
  for (let from = 0; from + JOINED_AT_ONCE <= rows.length; from += 1) {
    const group = rows.slice(from, from + JOINED_AT_ONCE);
    const total = group.reduce((sum, count) => sum + count, 0);
    const largest = Math.max(...group);
    // "About one size": otherwise a large old segment would be written again for each small new one.
    if (total <= LARGEST_SEGMENT_ROWS && largest * 2 <= total) return { from, to: from + JOINED_AT_ONCE };
  }
  return null;
}

/** What a version is built from. */
export interface HistoryParts {
  /** A full state at a sequence not above the one asked for; without one, the segments begin with row 1. */
  base?: { sequence: number; state: Uint8Array };
  /** In order, without gaps; those before the base are not needed. */
  segments: readonly StoredSegment[];
  /** Rows after the last segment, in order. */
  tail: readonly Pick<LogRow, 'sequence' | 'update'>[];
}

/**
 * The document as it stood after row `sequence`. With `gc: false` everything that was ever deleted is in it too
 * (then a base must be one that kept it). Throws a RangeError when a row is missing on the way, and
 * {@link CorruptSegment}.
 */
export function rebuildAt(parts: HistoryParts, sequence: number, options: { gc?: boolean } = {}): Y.Doc {
  const document = new Y.Doc({ gc: options.gc ?? true });
  document.transact(() => {
    let at = 0;
    if (parts.base) {
      if (parts.base.sequence > sequence) throw new RangeError('the base is younger than the version');
      Y.applyUpdate(document, parts.base.state);
      at = parts.base.sequence;
    }
    for (const stored of parts.segments) {
      if (at >= sequence) break;
      if (stored.toSequence <= at) continue;
      if (stored.fromSequence > at + 1)
        throw new RangeError(`rows ${at + 1} to ${stored.fromSequence - 1} are missing`);
      Y.applyUpdateV2(document, readSegment(stored).updateUpTo(sequence));
      at = Math.min(stored.toSequence, sequence);
    }
    for (const row of parts.tail) {
      if (at >= sequence) break;
      if (row.sequence <= at) continue;
      if (row.sequence > at + 1) throw new RangeError(`rows ${at + 1} to ${row.sequence - 1} are missing`);
      Y.applyUpdate(document, row.update);
      at = row.sequence;
    }
    if (at < sequence) throw new RangeError(`the log ends at ${at}`);
  });
  return document;
}

function pack(block: Uint8Array): Uint8Array {
  return zstdCompressSync(block, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
}

function checksumOf({ rows, deletes, update }: SegmentBlocks): Buffer {
  return createHash('sha256').update(rows).update(deletes).update(update).digest();
}
