// One upload with its progress: the one request that fetch cannot do, since it tells nothing of what is on its way.
import type { UploadedFile } from '@hamnevis/core/contract/files';
import { ProblemError, problemFrom } from './http.ts';

export interface Upload {
  /** Answers the file, or throws ProblemError, or an AbortError after {@link Upload.cancel}. */
  done: Promise<UploadedFile>;
  cancel: () => void;
}

/** Sends a file to a document; `onProgress` hears how much of it has gone, from 0 to 1. */
export function uploadFile(documentId: string, file: File, onProgress: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadedFile>((resolve, reject) => {
    request.open('POST', `/api/v1/documents/${documentId}/files`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response as UploadedFile);
      else reject(problemFrom(request.response, request.status));
    });
    request.addEventListener('error', () => reject(new ProblemError('offline', 0)));
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}
