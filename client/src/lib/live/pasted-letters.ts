// Which of a replica's letters were pasted, until the server has them.
import { type ClockRange, decodePasted, encodePasted } from '@hamnevis/core/history/pasted';

export class PastedLetters {
  private known: ClockRange[] = [];

  get ranges(): readonly ClockRange[] {
    return this.known;
  }

  add(range: ClockRange): void {
    const last = this.known.at(-1);
    if (last && last.client === range.client && last.clock + last.length === range.clock)
      last.length += range.length;
    else this.known.push({ ...range });
  }

  /** Everything of this client before the clock is in the log. */
  forget(client: number, clock: number): void {
    if (this.known.length === 0) return;
    this.known = this.known.filter((range) => range.client !== client || range.clock + range.length > clock);
  }

  /**
   * The same for every client that the server knows: letters that an earlier opening pasted would otherwise be kept, and
   * looked through with every frame, for ever.
   */
  forgetAll(server: ReadonlyMap<number, number>): void {
    for (const [client, clock] of server) this.forget(client, clock);
  }

  encode(): Uint8Array {
    return encodePasted(this.known);
  }

  /** Adds what another replica has kept; what cannot be read is left out. */
  takeIn(encoded: Uint8Array): void {
    try {
      for (const range of decodePasted(encoded)) this.add(range);
    } catch {
      // A copy that was cut off while it was written: its words are judged by their length alone.
    }
  }
}
