// One upload with its progress: the one request that fetch cannot do, since it tells nothing of what is on its way.
import type { UploadedFile } from '@hamnevis/core/contract/files';
import { ProblemError, problemFrom, request } from './http.ts';

export interface Upload {
  /** Answers the file, or throws ProblemError, or an AbortError after {@link Upload.cancel}. */
  done: Promise<UploadedFile>;
  cancel: () => void;
}

/** Sends a file to a document; `onProgress` hears how much of it has gone, from 0 to 1. */
export function uploadFile(documentId: string, file: File, onProgress: (part: number) => void): Upload {
  const sending = new XMLHttpRequest();
  const done = new Promise<UploadedFile>((resolve, reject) => {
    sending.open('POST', `/api/v1/documents/${documentId}/files`);
    sending.responseType = 'json';
    sending.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    sending.addEventListener('load', () => {
      if (sending.status === 201) resolve(sending.response as UploadedFile);
      else reject(problemFrom(sending.response, sending.status));
    });
    sending.addEventListener('error', () => reject(new ProblemError('offline', 0)));
    sending.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    const form = new FormData();
    form.set('file', file);
    sending.send(form);
  });
  return { done, cancel: () => sending.abort() };
}

/** Has the server fetch an image of another site for a document; how much of it has come is not known. */
export function bringImage(documentId: string, url: string): Upload {
  const wish = new AbortController();
  const done = request<UploadedFile>('POST', `/documents/${documentId}/fetched-images`, {
    body: { url },
    signal: wish.signal,
  });
  return { done, cancel: () => wish.abort() };
}
