// Fetches an image of another site because somebody wants it in an article. Whoever pastes chooses the address, so it is
// taken for hostile: it leads to the public network alone, by a connection to the very address that was looked at; as
// few requests as it takes, none with anything of ours in it; so many bytes and so much time and no more; and what comes
// back is an image by its bytes or nothing.
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { isShownImage, mediaTypeOf } from '../files/media-type.ts';
import { isPublicAddress } from './public-address.ts';

/** Why an image was not brought. Nothing of what the other side said goes into it. */
export type FetchRefusal = 'address-forbidden' | 'no-image-there' | 'too-large';

export class FetchRefused extends Error {
  readonly reason: FetchRefusal;

  constructor(reason: FetchRefusal, detail: string) {
    super(detail);
    this.name = 'FetchRefused';
    this.reason = reason;
  }
}

export interface FetchedImage {
  bytes: Uint8Array<ArrayBuffer>;
  /** One that every browser draws and that can hold no script. */
  mediaType: string;
  /** Where it was found after all redirects. */
  url: URL;
}

export interface ImageFetcher {
  /** Answers the image, or throws {@link FetchRefused}; ended by the signal, too. */
  fetch(url: string, given: { maxBytes: number; signal: AbortSignal }): Promise<FetchedImage>;
}

export interface ImageFetcherOptions {
  /**
   * Where else than to the public network it may go. Only a test that has a server of its own gives one; there is no
   * setting for it.
   */
  mayAlsoReach?: (address: string, port: number) => boolean;
  /** Who knows the addresses of a name. */
  resolve?: (name: string) => Promise<readonly { address: string; family: number }[]>;
  timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 4;
const MOST_HEADER_BYTES = 16 * 1024;
/** Each may hold a whole image in memory: more wait for their turn. */
const MOST_AT_ONCE = 6;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

interface Target {
  url: URL;
  address: string;
  family: 4 | 6;
}

/** Whoever fetches for this process. */
export function createImageFetcher({
  mayAlsoReach,
  resolve = (name) => lookup(name, { all: true, verbatim: true }),
  timeoutMs = TIMEOUT_MS,
}: ImageFetcherOptions = {}): ImageFetcher {
  const turns = new Turns(MOST_AT_ONCE);

  /** The addresses that a name has now; asked once, so that the one that was looked at is the one gone to. */
  async function addressesOf({ hostname }: URL): Promise<Pick<Target, 'address' | 'family'>[]> {
    const literal = hostname.replace(/^\[|\]$/g, '');
    const found = isIP(literal) ? [{ address: literal, family: isIP(literal) }] : await resolve(literal);
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  }

  async function targetOf(url: URL): Promise<Target> {
    const ownPort = PORTS[url.protocol];
    if (ownPort === undefined) throw new FetchRefused('address-forbidden', 'only http and https');
    if (url.username || url.password) throw new FetchRefused('address-forbidden', 'no names and passwords');
    const port = Number(url.port || ownPort);
    const isAllowed = (address: string) =>
      (port === ownPort && isPublicAddress(address)) || mayAlsoReach?.(address, port) === true;
    const addresses = await addressesOf(url);
    const [first] = addresses;
    // One name that leads to several places leads to the worst of them.
    if (!first || !addresses.every(({ address }) => isAllowed(address)))
      throw new FetchRefused('address-forbidden', 'not in the public network');
    return { url, ...first };
  }

  return {
    async fetch(address, { maxBytes, signal: wish }) {
      const end = await turns.take(wish);
      const signal = AbortSignal.any([wish, AbortSignal.timeout(timeoutMs)]);
      try {
        let url = URL.parse(address);
        for (let hop = 0; url && hop <= MOST_REDIRECTS; hop += 1) {
          const answer = await ask(await orAborted(targetOf(url), signal), signal);
          const next = redirectOf(answer, url);
          if (!next) return await imageOf(answer, url, maxBytes);
          answer.destroy();
          url = next;
        }
        throw new FetchRefused('no-image-there', url ? 'redirects without end' : 'no address');
      } catch (error) {
        if (error instanceof FetchRefused) throw error;
        // A name that nobody knows, a line that broke, a certificate that is none, too slow, given up.
        throw new FetchRefused('no-image-there', error instanceof Error ? error.name : 'failed');
      } finally {
        end();
      }
    },
  };
}

/** One request over a connection of its own; nobody's cookies, no word of where it is for. */
function ask({ url, address, family }: Target, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      signal,
      maxHeaderSize: MOST_HEADER_BYTES,
      lookup: (_name, options, done) =>
        options.all ? done(null, [{ address, family }]) : done(null, address, family),
      headers: {
        Accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif',
        'Accept-Encoding': 'identity',
        'User-Agent': 'Hamnevis',
      },
    });
    asked.on('response', resolve);
    asked.on('error', reject);
    asked.end();
  });
}

function redirectOf({ statusCode, headers }: IncomingMessage, from: URL): URL | null {
  if (statusCode === undefined || !REDIRECTS.has(statusCode) || headers.location === undefined) return null;
  const next = URL.parse(headers.location, from);
  if (!next) throw new FetchRefused('no-image-there', 'a redirect to no address');
  return next;
}

async function imageOf(answer: IncomingMessage, url: URL, maxBytes: number): Promise<FetchedImage> {
  try {
    if (answer.statusCode !== 200) throw new FetchRefused('no-image-there', 'another answer than 200');
    if (!['identity', undefined].includes(answer.headers['content-encoding']))
      throw new FetchRefused('no-image-there', 'packed, though it was not asked for');
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes)
      throw new FetchRefused('too-large', 'as it says');
    const parts: Buffer[] = [];
    let sizeBytes = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) throw new FetchRefused('too-large', 'as it comes');
      parts.push(part);
    }
    const bytes = new Uint8Array(Buffer.concat(parts));
    const mediaType = await mediaTypeOf(bytes);
    // Whatever the other side calls it. SVG is text that can hold scripts, and is none of these.
    if (!isShownImage(mediaType)) throw new FetchRefused('no-image-there', 'the bytes are no image');
    return { bytes, mediaType, url };
  } finally {
    answer.destroy();
  }
}

async function orAborted<Found>(asked: Promise<Found>, signal: AbortSignal): Promise<Found> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([asked, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** So many at once; the others one after the other, in the order in which they came. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#free = most;
  }

  /** Resolves to what ends the turn. Throws {@link FetchRefused} when the wish is taken back before it comes. */
  async take(wish: AbortSignal): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(wish);
    return () => this.#end();
  }

  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  async #wait(wish: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await orAborted(promise, wish);
    } catch {
      const at = this.#waiting.indexOf(resolve);
      // Its turn came at the moment at which it was given up: the next one's.
      if (at === -1) this.#end();
      else this.#waiting.splice(at, 1);
      throw new FetchRefused('no-image-there', 'given up');
    }
  }
}
