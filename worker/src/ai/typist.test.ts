import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Transcript } from './transcript.ts';
import { nextStop } from './typist.ts';

describe('where a batch ends', () => {
  it('is after a white space while the text grows', () => {
    expect(nextStop('one two thr', 0, false)).toBe(8);
    expect(nextStop('one two thr', 8, false)).toBe(8);
    expect(nextStop('one two thr', 8, true)).toBe(11);
  });

  it('never takes the last character before the text is over', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'س', '😀'), maxLength: 900 }), (text) => {
        let at = 0;
        for (let round = 0; round < 2000; round += 1) {
          const to = nextStop(text, at, false);
          expect(to).toBeGreaterThanOrEqual(at);
          if (to === at) break;
          expect(to).toBeLessThan(text.length);
          at = to;
        }
        for (let round = 0; at < text.length && round < 2000; round += 1) at = nextStop(text, at, true);
        expect(at).toBe(text.length);
      }),
    );
  });

  it('goes on inside a word that is longer than a batch', () => {
    const word = 'x'.repeat(1000);
    expect(nextStop(word, 0, false)).toBe(240);
    expect(nextStop(word, 960, false)).toBe(960);
  });
});

describe('a transcript', () => {
  const never = new AbortController().signal;

  it('shows nothing that is not stored', async () => {
    let release: (() => void) | undefined;
    const store = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const transcript = new Transcript(store, '');
    await transcript.write('words');
    await expect.poll(() => release).toBeDefined();
    expect(transcript.text).toBe('');
    release?.();
    await transcript.flush();
    expect(transcript.text).toBe('words');
  });

  it('stores every character once, in order, at its position', async () => {
    const rows: [number, string][] = [];
    const transcript = new Transcript(async (position, text) => void rows.push([position, text]), 'kept ');
    for (const piece of ['a', 'bc', '', 'd']) await transcript.write(piece);
    await transcript.flush();
    expect(rows.map(([, text]) => text).join('')).toBe('abcd');
    let at = 5;
    for (const [position, text] of rows) {
      expect(position).toBe(at);
      at += text.length;
    }
    expect(transcript.text).toBe('kept abcd');
  });

  it('tells the model’s side and the flush when storing fails', async () => {
    const transcript = new Transcript(async () => {
      throw new Error('fenced');
    }, '');
    await transcript.write('a');
    await expect(transcript.flush()).rejects.toThrow('fenced');
    await expect(transcript.write('b')).rejects.toThrow('fenced');
  });

  it('wakes its reader for more text, at its end, and when it is told to stop', async () => {
    const transcript = new Transcript(async () => {}, '');
    const more = transcript.more(0, never);
    await transcript.write('a');
    await more;
    const end = transcript.more(1, never);
    transcript.end();
    await end;
    const stop = new AbortController();
    const waiting = new Transcript(async () => {}, '').more(0, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
