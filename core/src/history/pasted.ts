// Which letters of an update were pasted or dropped, as the client that made it says. Nobody but that client knows: three
// pasted words look like three typed ones. The claim can only take away from what counts as typed; who wrote, and what
// came from a run, the log says and no client.
//
// On the wire it stands behind the update in a frame with changes (sync steps two and updates), where a stock server
// looks no further and a stock client says nothing; in the log beside the row's update:
//
//   varUint  n, then n times: varUint client, varUint clock, varUint length
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';
import { type DeletedRange as ClockRange, joinRanges } from './structs.ts';

export type { ClockRange };

/** One row tells no more pastes apart; the length of what came at once judges the rest. */
export const MOST_PASTED_RANGES = 1_000;

export function encodePasted(ranges: readonly ClockRange[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, ranges.length);
    for (const { client, clock, length } of ranges) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  });
}

/** Reads what {@link encodePasted} wrote; nothing where there is nothing more to read. Throws what decoding throws. */
export function readPasted(decoder: decoding.Decoder): ClockRange[] {
  const ranges: ClockRange[] = [];
  if (!decoding.hasContent(decoder)) return ranges;
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    ranges.push({ client, clock, length: decoding.readVarUint(decoder) });
  }
  return ranges;
}

/** What stands in these bytes. Throws what decoding throws. */
export function decodePasted(bytes: Uint8Array): ClockRange[] {
  return readPasted(decoding.createDecoder(bytes));
}

/**
 * The parts of `ranges` that an update (V1) brings, sorted and joined. `knownOf`: of a client the next clock that was
 * known before, so that what comes once more is left out.
 */
export function pastedIn(
  update: Uint8Array,
  ranges: readonly ClockRange[],
  knownOf: (client: number) => number = () => 0,
): ClockRange[] {
  if (ranges.length === 0) return [];
  const { from, to } = Y.parseUpdateMeta(update);
  const within = ranges.map(({ client, clock, length }) => {
    const start = Math.max(clock, from.get(client) ?? Number.MAX_SAFE_INTEGER, knownOf(client));
    return { client, clock: start, length: Math.min(clock + length, to.get(client) ?? 0) - start };
  });
  return joined(within).slice(0, MOST_PASTED_RANGES);
}

/** The parts of ranges that lie in `pasted`, sorted and joined. */
export function pastedOf(ranges: Iterable<ClockRange>, pasted: ClockRanges): ClockRange[] {
  if (pasted.size === 0) return [];
  const found: ClockRange[] = [];
  for (const { client, clock, length } of ranges)
    for (const slice of pasted.slices(client, clock, length))
      if (slice.value !== undefined) found.push({ client, clock: slice.clock, length: slice.length });
  return joined(found);
}

function joined(ranges: Iterable<ClockRange>): ClockRange[] {
  return [...joinRanges(ranges)].flatMap(([client, own]) =>
    own.map(({ clock, length }) => ({ client, clock, length })),
  );
}

/** Ranges to ask whether a letter is in one of them. */
export function rangesAsMap(ranges: readonly ClockRange[] = []): ClockRanges {
  const map = new ClockRanges();
  for (const { client, clock, length } of ranges) map.set(client, clock, length, 1);
  return map;
}
