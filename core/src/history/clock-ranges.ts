// A map from the ids of a Yjs document (client, clock) to small numbers, kept as ranges: people write in runs, so
// a hundred thousand letters are a few hundred ranges.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

interface ClientRanges {
  /** Sorted, disjoint: range i is [starts[i], ends[i]) with values[i]. */
  starts: number[];
  ends: number[];
  values: number[];
}

/** Part of a range that a search cut out. */
export interface RangeSlice {
  clock: number;
  length: number;
  /** Undefined where nothing was set. */
  value: number | undefined;
}

/** See the head of this file. Values are non-negative integers. */
export class ClockRanges {
  readonly clients = new Map<number, ClientRanges>();

  /** Number of ranges: what memory and bytes are proportional to. */
  get size(): number {
    let size = 0;
    for (const ranges of this.clients.values()) size += ranges.starts.length;
    return size;
  }

  get(client: number, clock: number): number | undefined {
    const ranges = this.clients.get(client);
    if (!ranges) return undefined;
    const index = lastAtOrBefore(ranges.starts, clock);
    return index >= 0 && clock < (ranges.ends[index] as number) ? ranges.values[index] : undefined;
  }

  /**
   * Sets [clock, clock + length), over whatever stood there. With `bridge`, a range of the same value before it is
   * drawn out over the gap between them: for values that are only ever asked for where they were set.
   */
  set(client: number, clock: number, length: number, value: number, bridge = false): void {
    if (length <= 0) return;
    let ranges = this.clients.get(client);
    if (!ranges) {
      ranges = { starts: [], ends: [], values: [] };
      this.clients.set(client, ranges);
    }
    const { starts, ends, values } = ranges;
    const end = clock + length;
    let first = lastAtOrBefore(starts, clock);
    if (first < 0 || (ends[first] as number) < clock) first += 1;
    // Ranges [first, last) touch or overlap the new one.
    let last = first;
    while (last < starts.length && (starts[last] as number) <= end) last += 1;
    if (last === first + 1 && values[first] === value && (starts[first] as number) <= clock) {
      if ((ends[first] as number) < end) ends[first] = end;
      return;
    }
    const newStarts: number[] = [];
    const newEnds: number[] = [];
    const newValues: number[] = [];
    const push = (from: number, to: number, kept: number) => {
      if (from >= to) return;
      const previous = newEnds.length - 1;
      if (previous >= 0 && newEnds[previous] === from && newValues[previous] === kept) newEnds[previous] = to;
      else {
        newStarts.push(from);
        newEnds.push(to);
        newValues.push(kept);
      }
    };
    if (
      bridge &&
      first > 0 &&
      values[first - 1] === value &&
      !(last > first && (starts[first] as number) < clock)
    ) {
      first -= 1;
      push(starts[first] as number, clock, value);
    } else if (last > first)
      push(starts[first] as number, Math.min(ends[first] as number, clock), values[first] as number);
    push(clock, end, value);
    if (last > first)
      push(Math.max(starts[last - 1] as number, end), ends[last - 1] as number, values[last - 1] as number);
    starts.splice(first, last - first, ...newStarts);
    ends.splice(first, last - first, ...newEnds);
    values.splice(first, last - first, ...newValues);
  }

  /** The parts of [clock, clock + length), in order and without gaps; unset parts have no value. */
  slices(client: number, clock: number, length: number): RangeSlice[] {
    const ranges = this.clients.get(client);
    const end = clock + length;
    if (!ranges) return length > 0 ? [{ clock, length, value: undefined }] : [];
    const slices: RangeSlice[] = [];
    let index = Math.max(0, lastAtOrBefore(ranges.starts, clock));
    let at = clock;
    while (at < end && index < ranges.starts.length && (ranges.starts[index] as number) < end) {
      const start = Math.max(ranges.starts[index] as number, at);
      const stop = Math.min(ranges.ends[index] as number, end);
      if (stop > at) {
        if (start > at) slices.push({ clock: at, length: start - at, value: undefined });
        slices.push({ clock: start, length: stop - start, value: ranges.values[index] });
        at = stop;
      }
      index += 1;
    }
    if (at < end) slices.push({ clock: at, length: end - at, value: undefined });
    return slices;
  }

  /** Every range, by client, then clock. */
  *[Symbol.iterator](): Generator<{ client: number; clock: number; length: number; value: number }> {
    for (const [client, { starts, ends, values }] of this.clients) {
      for (let index = 0; index < starts.length; index += 1) {
        const clock = starts[index] as number;
        yield { client, clock, length: (ends[index] as number) - clock, value: values[index] as number };
      }
    }
  }

  write(encoder: encoding.Encoder): void {
    encoding.writeVarUint(encoder, this.clients.size);
    for (const [client, { starts, ends, values }] of this.clients) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, starts.length);
      let at = 0;
      for (let index = 0; index < starts.length; index += 1) {
        encoding.writeVarUint(encoder, (starts[index] as number) - at);
        encoding.writeVarUint(encoder, (ends[index] as number) - (starts[index] as number));
        encoding.writeVarUint(encoder, values[index] as number);
        at = ends[index] as number;
      }
    }
  }

  static read(decoder: decoding.Decoder): ClockRanges {
    const result = new ClockRanges();
    const clients = decoding.readVarUint(decoder);
    for (let count = 0; count < clients; count += 1) {
      const client = decoding.readVarUint(decoder);
      const ranges: ClientRanges = { starts: [], ends: [], values: [] };
      const length = decoding.readVarUint(decoder);
      let at = 0;
      for (let index = 0; index < length; index += 1) {
        at += decoding.readVarUint(decoder);
        ranges.starts.push(at);
        at += decoding.readVarUint(decoder);
        ranges.ends.push(at);
        ranges.values.push(decoding.readVarUint(decoder));
      }
      result.clients.set(client, ranges);
    }
    return result;
  }
}

/** Index of the last number that is not above `value`; -1 when all are. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  // Writing goes on at the end: look there first.
  if (high > 0 && (sorted[high - 1] as number) <= value) return high - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
