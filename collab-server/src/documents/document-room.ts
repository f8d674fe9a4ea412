// How full a document is. Its writers are told long before its bound, and again when they have made room: a figure is
// measured before anybody is refused by it, so that what was deleted counts at once.
import { isNearFull, type RoomMessage } from '@hamnevis/core/sockets/room';

/** Measuring encodes the whole article: it takes at most this share of the time. */
const MEASURING_SHARE = 0.1;

interface Options {
  maxBytes: number;
  /** Encodes the article and answers its size. */
  measure: () => number;
  /** The document came near its bound, moved by a percent there, or has room again. */
  onChange: (message: RoomMessage) => void;
}

export class DocumentRoom {
  readonly #options: Options;
  /** At least as many as there are: the last measure and everything since, deletions too. */
  #bytes = 0;
  #isMeasured = false;
  #measureAgainAt = 0;
  #toldPercent = 0;
  #tellingLater: NodeJS.Timeout | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** About how large the encoded state is; as good as measured near the bound. */
  get bytes(): number {
    if (isNearFull(this.#bytes, this.#options.maxBytes)) this.#measure();
    return this.#bytes;
  }

  /** What a newcomer has to be told; null while there is room. Whoever was told hears when there is room again. */
  tellNewcomer(): RoomMessage | null {
    const usedBytes = this.bytes;
    const { maxBytes } = this.#options;
    if (!isNearFull(usedBytes, maxBytes)) return null;
    this.#toldPercent ||= percentOf(usedBytes, maxBytes);
    return { type: 'room', usedBytes, maxBytes };
  }

  /** The article was loaded from so many bytes. */
  loaded(bytes: number): void {
    this.#bytes = bytes;
    this.#isMeasured = false;
  }

  /** So many bytes were applied. */
  grew(bytes: number): void {
    this.#bytes += bytes;
    this.#isMeasured = false;
    this.#tell();
  }

  /** The state was encoded elsewhere. */
  measured(bytes: number): void {
    this.#bytes = bytes;
    this.#tell();
  }

  #tell(): void {
    const { maxBytes, onChange } = this.#options;
    const { bytes } = this;
    if (!this.#isMeasured && isNearFull(bytes, maxBytes)) {
      this.#tellLater();
      return;
    }
    const percent = isNearFull(bytes, maxBytes) ? percentOf(bytes, maxBytes) : 0;
    if (percent === this.#toldPercent) return;
    this.#toldPercent = percent;
    onChange({ type: 'room', usedBytes: bytes, maxBytes });
  }

  /** Not measured a moment ago again: nobody is told a guess, and nobody is left with old news. */
  #tellLater(): void {
    this.#tellingLater ??= setTimeout(() => {
      this.#tellingLater = null;
      this.#tell();
    }, this.#measureAgainAt - performance.now());
    this.#tellingLater.unref();
  }

  #measure(): void {
    const start = performance.now();
    if (this.#isMeasured || start < this.#measureAgainAt) return;
    this.#bytes = this.#options.measure();
    this.#isMeasured = true;
    const end = performance.now();
    this.#measureAgainAt = end + (end - start) / MEASURING_SHARE;
  }
}

function percentOf(bytes: number, maxBytes: number): number {
  return Math.floor((100 * bytes) / maxBytes);
}
