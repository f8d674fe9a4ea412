import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createImageFetcher, FetchRefused, type ImageFetcherOptions } from './fetch-image.ts';

/** A real PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const MOST_BYTES = 100_000;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A site on this machine, and the requests that reached it. */
async function site(answer: RequestListener) {
  const seen: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = http.createServer((request, response) => {
    seen.push({ path: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, seen };
}

const sends =
  (body: Buffer | string, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** A fetcher that may also reach these ports of this machine. */
const reaching = (ports: number[], more: ImageFetcherOptions = {}) =>
  createImageFetcher({
    mayAlsoReach: (address, port) => address === '127.0.0.1' && ports.includes(port),
    ...more,
  });

const fetched = (
  fetcher: ReturnType<typeof createImageFetcher>,
  url: string,
  signal = new AbortController().signal,
) => fetcher.fetch(url, { maxBytes: MOST_BYTES, signal });

/** Why it was refused. */
const reasonOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'fetched',
    (error: unknown) => (error instanceof FetchRefused ? error.reason : error),
  );

test('an image comes as it is, asked for without a word of who wants it', async () => {
  const { url, port, seen } = await site(sends(PNG, { 'Content-Type': 'text/html' }));
  const image = await fetched(reaching([port]), `${url}/a/b.png?c=d#e`);
  expect(Buffer.from(image.bytes)).toEqual(PNG);
  expect([image.mediaType, image.url.pathname]).toEqual(['image/png', '/a/b.png']);
  expect(seen.map(({ path }) => path)).toEqual(['/a/b.png?c=d']);
  expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
});

test('nothing on this machine or in its network is ever asked, however its address is written', async () => {
  const { port, seen } = await site(sends(PNG));
  const fetcher = createImageFetcher();
  for (const host of [
    '127.0.0.1',
    'localhost',
    'LOCALHOST.',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '169.254.169.254',
    '１２７.０.０.１',
    '127.0.0.1%2f@example.org',
  ]) {
    const reason = await reasonOf(fetched(fetcher, `http://${host}:${port}/`));
    expect([host, ['address-forbidden', 'no-image-there'].includes(String(reason))]).toEqual([host, true]);
  }
  expect(await reasonOf(fetched(fetcher, `http://127.0.0.1:${port}/`))).toBe('address-forbidden');
  expect(seen).toEqual([]);
});

test('only http and https, on their own ports, and without names and passwords', async () => {
  const { port } = await site(sends(PNG));
  for (const url of [
    `file:///etc/passwd`,
    `ftp://127.0.0.1:${port}/`,
    `data:image/png;base64,${PNG.toString('base64')}`,
    `gopher://127.0.0.1:${port}/`,
    `http://sara:secret@127.0.0.1:${port}/`,
  ])
    expect([url, await reasonOf(fetched(reaching([port]), url))]).toEqual([url, 'address-forbidden']);
  const everywhere = async () => [{ address: '8.8.8.8', family: 4 }];
  // A public machine, on another port than that of the web.
  const fetcher = createImageFetcher({ resolve: everywhere });
  expect(await reasonOf(fetched(fetcher, 'http://example.org:22/'))).toBe('address-forbidden');
  expect(await reasonOf(fetched(fetcher, 'https://example.org:80/'))).toBe('address-forbidden');
});

test('a name is asked for once, and the address that was looked at is the one gone to', async () => {
  const { port, seen } = await site(sends(PNG));
  const answers = ['127.0.0.1', '169.254.169.254'];
  const names: string[] = [];
  const resolve = async (name: string) => {
    names.push(name);
    return [{ address: answers.shift() ?? '', family: 4 }];
  };
  const fetcher = reaching([port], { resolve });
  await fetched(fetcher, `http://rebinding.example:${port}/`);
  expect([names, seen[0]?.headers.host]).toEqual([['rebinding.example'], `rebinding.example:${port}`]);
  expect(await reasonOf(fetched(fetcher, `http://rebinding.example:${port}/`))).toBe('address-forbidden');
});

test('a name that leads to a public place and to a private one is refused', async () => {
  const resolve = async () => [
    { address: '8.8.8.8', family: 4 },
    { address: 'fd00::1', family: 6 },
  ];
  expect(await reasonOf(fetched(createImageFetcher({ resolve }), 'http://example.org/'))).toBe(
    'address-forbidden',
  );
});

test('every redirect is looked at as the first address was, and there are not many', async () => {
  const inside = await site(sends(PNG));
  const { port, url, seen } = await site((request, response) => {
    const to: Record<string, string> = {
      '/once': '/picture',
      '/inside': inside.url,
      '/cloud': 'http://169.254.169.254/latest/meta-data/',
      '/file': 'file:///etc/passwd',
      '/name': `http://localhost:${inside.port}/`,
      '/round': '/round',
    };
    const next = to[request.url ?? ''];
    if (next) response.writeHead(302, { Location: next }).end();
    else response.end(PNG);
  });
  const fetcher = reaching([port]);
  expect((await fetched(fetcher, `${url}/once`)).url.pathname).toBe('/picture');
  for (const path of ['/inside', '/cloud', '/file', '/name'])
    expect([path, await reasonOf(fetched(fetcher, url + path))]).toEqual([path, 'address-forbidden']);
  expect(inside.seen).toEqual([]);
  expect(await reasonOf(fetched(fetcher, `${url}/round`))).toBe('no-image-there');
  expect(seen.filter(({ path }) => path === '/round').length).toBeLessThanOrEqual(5);
});

test('what is no image by its bytes is not one, whatever it is called', async () => {
  for (const answer of [
    sends('<html><script>alert(1)</script></html>', { 'Content-Type': 'image/png' }),
    sends('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', {
      'Content-Type': 'image/svg+xml',
    }),
    sends('%PDF-1.4\n', { 'Content-Type': 'image/png' }),
    sends('', { 'Content-Type': 'image/png' }),
    sends(PNG, { 'Content-Type': 'image/png' }, 404),
    sends(PNG, { 'Content-Type': 'image/png' }, 206),
    sends(gzipSync(PNG), { 'Content-Encoding': 'gzip' }),
    sends('', { Location: 'http://' }, 302),
  ]) {
    const { port, url } = await site(answer);
    expect(await reasonOf(fetched(reaching([port]), url))).toBe('no-image-there');
  }
});

test('more than the bound is refused as soon as it is known, and the line is let go', async () => {
  const told = await site(sends('', { 'Content-Length': String(MOST_BYTES + 1) }));
  expect(await reasonOf(fetched(reaching([told.port]), told.url))).toBe('too-large');
  let isClosed = false;
  const endless = await site((request, response) => {
    request.socket.on('close', () => {
      isClosed = true;
    });
    response.write(PNG);
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384))) {
        // Until the line is full.
      }
    };
    response.on('drain', pour);
    pour();
  });
  expect(await reasonOf(fetched(reaching([endless.port]), endless.url))).toBe('too-large');
  await expect.poll(() => isClosed).toBe(true);
});

test('what answers too slowly, or never, is given up; so is what nobody wants any more', async () => {
  const silent = await site(() => undefined);
  const dripping = await site((_, response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  });
  for (const { port, url } of [silent, dripping])
    expect(await reasonOf(fetched(reaching([port], { timeoutMs: 300 }), url))).toBe('no-image-there');
  const deaf = reaching([silent.port], { resolve: () => new Promise(() => {}), timeoutMs: 300 });
  expect(await reasonOf(fetched(deaf, `http://example.org:${silent.port}/`))).toBe('no-image-there');
  const wish = new AbortController();
  const asked = reasonOf(fetched(reaching([silent.port]), silent.url, wish.signal));
  await expect.poll(() => silent.seen.length).toBe(2);
  wish.abort();
  expect(await asked).toBe('no-image-there');
});

test('a few are fetched at once, the others in their turn, and who gives up loses nobody’s', async () => {
  const held: (() => void)[] = [];
  const { port, url, seen } = await site((_, response) => void held.push(() => response.end(PNG)));
  const fetcher = reaching([port]);
  const wish = new AbortController();
  const first = Array.from({ length: 6 }, () => fetched(fetcher, url));
  await expect.poll(() => seen.length).toBe(6);
  const given = reasonOf(fetched(fetcher, url, wish.signal));
  const last = fetched(fetcher, url);
  wish.abort();
  expect(await given).toBe('no-image-there');
  expect(seen.length).toBe(6);
  held.shift()?.();
  await expect.poll(() => seen.length).toBe(7);
  for (const answer of held) answer();
  await Promise.all([...first, last]);
});
