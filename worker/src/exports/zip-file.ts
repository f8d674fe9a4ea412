// A zip archive written entry by entry (APPNOTE 4.3), deflated, with UTF-8 names; up to 4 GB and 65,535 entries.
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

const deflate = promisify<Buffer, Buffer>(deflateRaw);

interface Entry {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800;
const DEFLATE = 8;
const VERSION = 20;

export class ZipFile {
  readonly #file: FileHandle;
  readonly #entries: Entry[] = [];
  readonly #stamp: { time: number; date: number };
  #offset = 0;

  /** Writes to a file that is open and empty; `now` becomes the time of every entry, in UTC. */
  constructor(file: FileHandle, now: Date) {
    this.#file = file;
    this.#stamp = {
      time: (now.getUTCHours() << 11) | (now.getUTCMinutes() << 5) | (now.getUTCSeconds() >> 1),
      date: ((now.getUTCFullYear() - 1980) << 9) | ((now.getUTCMonth() + 1) << 5) | now.getUTCDate(),
    };
  }

  /** Adds a file under a name with forward slashes. */
  async add(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const packed = await deflate(bytes);
    const entry: Entry = {
      name: Buffer.from(name),
      crc: crc32(bytes),
      packed: packed.length,
      size: bytes.length,
      offset: this.#offset,
    };
    this.#entries.push(entry);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    this.#describe(head, 4, entry);
    await this.#write(Buffer.concat([head, entry.name, packed]));
  }

  /** Writes the directory, without which nothing can be read. */
  async end(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#entries) {
      const head = Buffer.alloc(46);
      head.writeUInt32LE(0x02014b50, 0);
      head.writeUInt16LE(VERSION, 4);
      this.#describe(head, 6, entry);
      head.writeUInt32LE(entry.offset, 42);
      await this.#write(Buffer.concat([head, entry.name]));
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#write(end);
  }

  /** The fields that an entry and its line in the directory share. */
  #describe(head: Buffer, at: number, entry: Entry): void {
    head.writeUInt16LE(VERSION, at);
    head.writeUInt16LE(FLAGS, at + 2);
    head.writeUInt16LE(DEFLATE, at + 4);
    head.writeUInt16LE(this.#stamp.time, at + 6);
    head.writeUInt16LE(this.#stamp.date, at + 8);
    head.writeUInt32LE(entry.crc, at + 10);
    head.writeUInt32LE(entry.packed, at + 14);
    head.writeUInt32LE(entry.size, at + 18);
    head.writeUInt16LE(entry.name.length, at + 22);
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.write(bytes, 0, bytes.length, this.#offset);
    this.#offset += bytes.length;
  }
}
