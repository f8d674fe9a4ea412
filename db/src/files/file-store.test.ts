import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FileStore, openFileStore } from './file-store.ts';

const ID = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
const bytes = new Uint8Array([0, 1, 2, 255]);
const folder = mkdtempSync(join(tmpdir(), 'hamnevis-files-'));
const none = {
  S3_ENDPOINT: undefined,
  S3_BUCKET: undefined,
  S3_REGION: 'auto',
  S3_ACCESS_KEY_ID: undefined,
  S3_SECRET_ACCESS_KEY: undefined,
};

/** A server that speaks as much of S3 as a store asks for, and refuses what is not signed. */
const kept = new Map<string, Buffer>();
let bucket: Server;
beforeAll(async () => {
  bucket = createServer((request, response) => {
    const key = decodeURI(request.url ?? '').split('?')[0] ?? '';
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=key/')) {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const found = kept.get(key);
      if (request.method === 'PUT') kept.set(key, Buffer.concat(parts));
      if (request.method === 'DELETE') kept.delete(key);
      if (request.method === 'GET' && !found)
        response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      else
        response
          .writeHead(request.method === 'DELETE' ? 204 : 200)
          .end(request.method === 'GET' ? found : '');
    });
  });
  await new Promise<void>((ready) => bucket.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

const stores: Record<string, () => FileStore> = {
  folder: () => openFileStore({ DATA_DIR: folder, ...none }),
  bucket: () =>
    openFileStore({
      DATA_DIR: folder,
      S3_ENDPOINT: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/`,
      S3_BUCKET: 'articles',
      S3_REGION: 'auto',
      S3_ACCESS_KEY_ID: 'key',
      S3_SECRET_ACCESS_KEY: 'secret',
    }),
};

describe.each(Object.keys(stores))('in a %s', (kind) => {
  test('bytes come back as they were, until they are taken away', async () => {
    const store = (stores[kind] as () => FileStore)();
    expect(await store.get(ID)).toBeNull();
    await store.put(ID, bytes);
    expect(await store.get(ID)).toEqual(bytes);
    await store.remove(ID);
    expect(await store.get(ID)).toBeNull();
  });

  test('a key that is no id of ours is never used', async () => {
    const store = (stores[kind] as () => FileStore)();
    await expect(async () => store.put('../../etc/passwd', bytes)).rejects.toThrow('an id of ours');
  });
});

test('a bucket that refuses is an error, never an empty file', async () => {
  const store = openFileStore({
    DATA_DIR: folder,
    S3_ENDPOINT: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
    S3_BUCKET: 'articles',
    S3_REGION: 'auto',
    S3_ACCESS_KEY_ID: 'nobody',
    S3_SECRET_ACCESS_KEY: 'secret',
  });
  await expect(store.put(ID, bytes)).rejects.toThrow();
  await expect(store.get(ID)).rejects.toThrow();
});
