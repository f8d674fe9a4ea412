// What a file is, by its bytes alone. A name and a browser's word prove nothing.
import { fileTypeFromBuffer } from 'file-type';

/** Images that every browser draws and that can hold no script. SVG is not among them. */
const SHOWN_IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

const UNKNOWN = 'application/octet-stream';

/** The media type that the bytes tell; `application/octet-stream` where they tell none. */
export async function mediaTypeOf(bytes: Uint8Array): Promise<string> {
  try {
    return (await fileTypeFromBuffer(bytes))?.mime ?? UNKNOWN;
  } catch {
    // A file cut off in its middle tells no type.
    return UNKNOWN;
  }
}

/** True for images that may be shown in a page; everything else is sent to be saved. */
export function isShownImage(mediaType: string): boolean {
  return SHOWN_IMAGES.has(mediaType);
}
