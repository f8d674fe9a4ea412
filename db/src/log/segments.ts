// Segments: the log in a small space, for good. Rows are folded once nobody can still be waiting for the answer to
// one of them; what a segment keeps and what it lets go stands at the head of core's history/segment.ts. Pure but
// for compression: bytes in, bytes out; the queries stand elsewhere.
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { joinStretches, type Stretch, strokesOf } from '@hamnevis/core/history/replay';
import { encodeSegment, type Frontier, Segment, type SegmentBlocks } from '@hamnevis/core/history/segment';

/** High, since a segment is written once and read often, and decompressing costs the same at every level. */
const ZSTD_LEVEL = 19;

/** Segments are joined until they hold about this many rows: larger saves little more, and slows cutting. */
export const LARGEST_SEGMENT_ROWS = 16_384;

/** So many neighbours become one. */
const JOINED_AT_ONCE = 4;

/** The time line of a segment is kept in so many stretches at most. */
const COURSE_STRETCHES = 64;

/** A segment as it is stored. */
export interface StoredSegment extends SegmentBlocks {
  fromSequence: number;
  toSequence: number;
  /** Who wrote when and how much; like the other blocks, compressed. See {@link readCourse}. */
  course: Uint8Array;
  /** SHA-256 over the four: a corrupt segment is seen before it is used. */
  checksum: Uint8Array;
}

/** A stored segment's bytes do not have the checksum that was written with them. */
export class CorruptSegment extends Error {
  readonly fromSequence: number;
  readonly toSequence: number;

  constructor({ fromSequence, toSequence }: Pick<StoredSegment, 'fromSequence' | 'toSequence'>) {
    super(`the segment of rows ${fromSequence} to ${toSequence} is corrupt`);
    this.fromSequence = fromSequence;
    this.toSequence = toSequence;
  }
}

/**
 * Folds rows that follow one another into a segment and moves the frontier over them. Throws as `encodeSegment`
 * does; remove no row before the segment is read back (`readSegment(...).rows()`) in the same transaction.
 */
export function foldRows(rows: readonly LogRow[], frontier: Frontier): StoredSegment {
  const blocks = encodeSegment(rows, frontier);
  const segment = new Segment(blocks);
  const packed = {
    course: pack(Buffer.from(JSON.stringify(joinStretches(strokesOf(rows), COURSE_STRETCHES)))),
    rows: pack(blocks.rows),
    deletes: pack(blocks.deletes),
    update: pack(blocks.update),
  };
  const { fromSequence, toSequence } = segment;
  return { fromSequence, toSequence, ...packed, checksum: checksumOf(packed) };
}

/** Opens the time line of a segment. Throws when its bytes cannot be read. */
export function readCourse(course: Uint8Array): Stretch[] {
  return JSON.parse(zstdDecompressSync(course).toString()) as Stretch[];
}

/** Opens a stored segment. Throws {@link CorruptSegment}. */
export function readSegment(stored: StoredSegment): Segment {
  if (!Buffer.from(stored.checksum).equals(checksumOf(stored))) throw new CorruptSegment(stored);
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

function pack(block: Uint8Array): Uint8Array {
  return zstdCompressSync(block, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
}

function checksumOf({ course, rows, deletes, update }: SegmentBlocks & { course: Uint8Array }): Buffer {
  return createHash('sha256').update(course).update(rows).update(deletes).update(update).digest();
}
