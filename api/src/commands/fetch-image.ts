import { Problem } from '@hamnevis/core/problems/catalogue';
import type { FoundDocument } from '@hamnevis/db/queries/documents';
import type { FileRow } from '@hamnevis/db/queries/files';
import { type FetchedImage, FetchRefused } from '../fetching/fetch-image.ts';
import { plainName } from '../files/plain-name.ts';
import { spend } from '../limits/spend.ts';
import type { ApiServices } from '../services.ts';
import { storeFile } from './store-file.ts';

/** Fetches an image that somebody wants in an article, and keeps it as if they had uploaded it. */
export async function fetchImage(
  services: ApiServices,
  found: FoundDocument,
  personId: string,
  { url, signal }: { url: string; signal: AbortSignal },
): Promise<FileRow> {
  const { imageFetcher, limits, settings } = services;
  if (!imageFetcher) throw new Problem('not-configured', { missing: 'FETCH_IMAGES' });
  await spend(limits.fetchedImages, personId);
  const maxBytes = settings.MAX_FILE_SIZE_MB * 1024 * 1024;
  const image = await imageFetcher.fetch(url, { maxBytes, signal }).catch((error: unknown) => {
    if (error instanceof FetchRefused) throw new Problem(error.reason);
    throw error;
  });
  return storeFile(services, found, personId, {
    name: nameOf(image),
    bytes: image.bytes,
    fetchedFrom: image.url.href,
  });
}

/** What the address calls it, with the ending that its bytes ask for. */
function nameOf({ url, mediaType }: FetchedImage): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  const called = plainName(decoded(last)).replace(/\.[a-z0-9]{1,5}$/i, '');
  return `${called === 'file' ? url.hostname : called}.${mediaType.replace(/^image\//, '').replace('jpeg', 'jpg')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
