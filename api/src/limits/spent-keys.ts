/** More are forgotten, the oldest first; whoever is forgotten is counted again. */
const MOST_KEYS = 10_000;

/**
 * Keys whose limit this process saw refused, until it is whole again: whoever floods us costs neither a count nor a
 * look into the database. For limits whose points are never given back.
 */
export class SpentKeys {
  readonly #untilMs = new Map<string, number>();

  /** Remembers a refusal, for so many milliseconds. */
  add(key: string, forMs: number): void {
    this.#untilMs.delete(key);
    this.#untilMs.set(key, performance.now() + forMs);
    for (const oldest of this.#untilMs.keys()) {
      if (this.#untilMs.size <= MOST_KEYS) break;
      this.#untilMs.delete(oldest);
    }
  }

  /** The milliseconds until a key's limit is whole again; 0 when nothing is known of it. */
  msLeft(key: string): number {
    const untilMs = this.#untilMs.get(key);
    if (untilMs === undefined) return 0;
    const leftMs = untilMs - performance.now();
    if (leftMs > 0) return leftMs;
    this.#untilMs.delete(key);
    return 0;
  }
}
