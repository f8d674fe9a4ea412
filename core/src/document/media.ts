// Images and files of an article. Stored is the id of an uploaded file and never an address: a reader's program asks
// this server for the bytes, so that nothing is fetched from anywhere else and access is checked each time.
import { Node } from '@tiptap/core';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Least and most of the column's width that an image may take, in percent. */
export const IMAGE_WIDTH = { least: 10, most: 100 } as const;

/** Where a program gets an uploaded file from: a path of this site. */
export function fileHref(id: string): string {
  return `/api/v1/files/${id}`;
}

const plain = (name: string, read: (text: string) => unknown) => ({
  default: null,
  parseHTML: (element: HTMLElement) => {
    const text = element.getAttribute(`data-${name}`);
    return text === null ? null : read(text);
  },
  renderHTML: (attributes: Record<string, unknown>) =>
    attributes[name] === null || attributes[name] === undefined
      ? {}
      : { [`data-${name}`]: String(attributes[name]) },
});

const fileId = plain('file', (text) => (UUID.test(text) ? text : null));
const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
};

/** An image with its caption, which is text like any other. `alt` is for those who do not see it. */
export const Image = Node.create({
  name: 'image',
  group: 'block',
  content: 'inline*',
  defining: true,
  isolating: true,
  addAttributes: () => ({
    file: fileId,
    alt: plain('alt', (text) => text.slice(0, 1_000)),
    width: plain('width', whole(IMAGE_WIDTH.least, IMAGE_WIDTH.most)),
    pixelWidth: plain('pixelWidth', whole(1, 100_000)),
    pixelHeight: plain('pixelHeight', whole(1, 100_000)),
  }),
  parseHTML: () => [{ tag: 'figure[data-file]', contentElement: 'figcaption' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'figure',
    HTMLAttributes,
    [
      'img',
      {
        ...(typeof node.attrs.file === 'string' ? { src: fileHref(node.attrs.file) } : {}),
        alt: String(node.attrs.alt ?? ''),
        loading: 'lazy',
        ...(node.attrs.width ? { style: `inline-size: ${Number(node.attrs.width)}%` } : {}),
      },
    ],
    ['figcaption', 0],
  ],
});

/** A file that readers can save. */
export const FileBlock = Node.create({
  name: 'file',
  group: 'block',
  atom: true,
  addAttributes: () => ({
    file: fileId,
    name: plain('name', (text) => text.slice(0, 255)),
    sizeBytes: plain('sizeBytes', whole(0, Number.MAX_SAFE_INTEGER)),
  }),
  parseHTML: () => [{ tag: 'div[data-file]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'div',
    HTMLAttributes,
    [
      'a',
      {
        ...(typeof node.attrs.file === 'string' ? { href: fileHref(node.attrs.file) } : {}),
        download: String(node.attrs.name ?? ''),
        rel: 'noopener',
      },
      String(node.attrs.name ?? ''),
    ],
  ],
  renderText: ({ node }) => String(node.attrs.name ?? ''),
});
