// Where the bytes of uploaded files lie: a folder, or a bucket of any S3-compatible server. Keys are ids of ours, so
// no name that somebody chose ever becomes a path.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '@hamnevis/core/settings/settings';
import { S3mini } from 's3mini';

export interface FileStore {
  /** Keeps bytes under an id. When it answers they are on the disk or in the bucket. */
  put(id: string, bytes: Uint8Array): Promise<void>;
  /** The bytes of an id, or null where there are none. */
  get(id: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Takes the bytes of an id away, if there are any. */
  remove(id: string): Promise<void>;
}

type StoreSettings = Pick<
  Settings,
  'DATA_DIR' | 'S3_ENDPOINT' | 'S3_BUCKET' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'
>;

const KEY = /^[0-9a-f-]{36}$/;
const REQUEST_TIMEOUT_MS = 30_000;

/** The store that the settings name. Nothing is touched before the first file. */
export function openFileStore(settings: StoreSettings): FileStore {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = settings;
  if (S3_ENDPOINT && S3_BUCKET && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY) {
    return bucketStore(
      new S3mini({
        endpoint: `${S3_ENDPOINT.replace(/\/+$/, '')}/${S3_BUCKET}`,
        region: settings.S3_REGION,
        accessKeyId: S3_ACCESS_KEY_ID,
        secretAccessKey: S3_SECRET_ACCESS_KEY,
        requestAbortTimeout: REQUEST_TIMEOUT_MS,
      }),
    );
  }
  return folderStore(path.join(settings.DATA_DIR, 'files'));
}

function folderStore(folder: string): FileStore {
  // By the end of the id: ids of one day begin alike.
  const placeOf = (id: string) => path.join(folder, keyOf(id).slice(-2), id);
  return {
    async put(id, bytes) {
      const place = placeOf(id);
      await mkdir(path.dirname(place), { recursive: true });
      const unfinished = `${place}.part`;
      const file = await open(unfinished, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, place);
    },
    async get(id) {
      try {
        return new Uint8Array(await readFile(placeOf(id)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    remove: (id) => rm(placeOf(id), { force: true }),
  };
}

function bucketStore(bucket: S3mini): FileStore {
  return {
    async put(id, bytes) {
      await bucket.putObject(keyOf(id), Buffer.from(bytes), 'application/octet-stream');
    },
    async get(id) {
      const bytes = await bucket.getObjectArrayBuffer(keyOf(id));
      return bytes === null ? null : new Uint8Array(bytes);
    },
    async remove(id) {
      await bucket.deleteObject(keyOf(id));
    },
  };
}

function keyOf(id: string): string {
  if (!KEY.test(id)) throw new TypeError('a file is kept under an id of ours');
  return id;
}
