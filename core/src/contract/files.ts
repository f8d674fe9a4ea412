import { z } from 'zod';
import { id } from './shared.ts';

/** POST /documents/{id}/fetched-images: an image of another site that somebody wants here. */
export const imageToFetch = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .meta({ example: 'https://example.org/station.jpg' }),
});

/** POST /documents/{id}/files. `isImage` when browsers may show it; everything else is only saved. */
export const uploadedFile = z
  .object({
    id,
    url: z.string().meta({ example: '/api/v1/files/0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11' }),
    name: z.string(),
    mediaType: z.string().meta({ description: 'As the bytes say, whatever the name ends with' }),
    sizeBytes: z.number().int(),
    isImage: z.boolean(),
  })
  .meta({ id: 'UploadedFile' });
export type UploadedFile = z.infer<typeof uploadedFile>;
