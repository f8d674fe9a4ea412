// Files on their way into the article. Where one will stand is kept as a place that survives everybody's edits; until
// it is there, a line tells its name and how much has gone, and takes it back. It is drawn between blocks and stored
// nowhere: only what has arrived becomes part of the text.
import type { UploadedFile } from '@hamnevis/core/contract/files';
import { fileHref } from '@hamnevis/core/document/media';
import type { Editor } from '@tiptap/core';
import type { Node, Schema } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import { bringImage, type Upload, uploadFile } from '../../lib/upload-file.ts';
import { linksTo, putPicture } from './picture-links.ts';

const KEY = new PluginKey<number>('uploads');

export interface UploadHooks {
  documentId: string;
  words: {
    cancel: string;
    sending: (name: string) => string;
    bringing: (host: string) => string;
    percent: (part: number) => string;
  };
  onFailed: (error: unknown, name: string) => void;
}

interface Pending {
  place: unknown;
  line: HTMLElement;
}

/** Something that becomes a part of the article when it has come. */
interface Arrival {
  /** What is told of it while it is on its way. */
  told: string;
  /** The place where that is told, until it has come. */
  at: number;
  begin: (onProgress: (part: number) => void) => Upload;
  pixels: (uploaded: UploadedFile) => Promise<Pixels>;
  put: (image: Node, place: unknown) => void;
}

type Pixels = { width: number; height: number } | null;

export interface Uploads {
  send: SendFiles;
  /** Has the server fetch a picture, which then takes the place of every link to it. Throws when it did not come. */
  bring: (picture: { address: string; alt: string; caption?: string }) => Promise<void>;
  /** Ends it and everything on its way. */
  end: () => void;
}

/** Takes files into the article: dropped, pasted, chosen, or fetched from another site. */
export function takeUploads(editor: Editor, hooks: () => UploadHooks): Uploads {
  const pending = new Set<Pending>();
  const cancels = new Set<() => void>();
  const redraw = () => {
    if (!editor.isDestroyed)
      editor.view.dispatch(editor.state.tr.setMeta(KEY, true).setMeta('addToHistory', false));
  };

  async function take({ told, at, begin, pixels, put }: Arrival): Promise<void> {
    const place = toPlace(editor, at);
    const { line, show } = progressLine(told, hooks().words, () => upload.cancel());
    const upload = begin(show);
    const entry = { place, line };
    pending.add(entry);
    cancels.add(upload.cancel);
    redraw();
    try {
      const uploaded = await upload.done;
      const measured = await pixels(uploaded);
      pending.delete(entry);
      if (!editor.isDestroyed) put(nodeOf(editor.state.schema, uploaded, measured), place);
    } catch (error) {
      pending.delete(entry);
      redraw();
      throw error;
    } finally {
      cancels.delete(upload.cancel);
    }
  }

  const send: SendFiles = (files, position) => {
    for (const file of files) {
      const { documentId, words, onFailed } = hooks();
      // Read while it is on its way.
      const measured = pixelsOf(file);
      const sent = take({
        told: words.sending(file.name),
        at: blockEndAt(editor, position),
        begin: (onProgress) => uploadFile(documentId, file, onProgress),
        pixels: () => measured,
        put: (node, place) => putFile(editor, node, fromPlace(editor, place)),
      });
      sent.catch((error: unknown) => {
        if (!isCancelled(error)) onFailed(error, file.name);
      });
    }
  };

  const bring: Uploads['bring'] = async ({ address, alt, caption = '' }) => {
    const [first] = linksTo(editor.state.doc, new Set([address]));
    if (!first) return;
    const { documentId, words } = hooks();
    await take({
      told: words.bringing(URL.parse(address)?.host ?? address),
      at: blockEndAt(editor, first.from),
      begin: () => bringImage(documentId, address),
      pixels: pixelsOfFile,
      put: (image) =>
        putPictures(editor, address, image.type.create({ ...image.attrs, alt: alt || null }), caption),
    });
  };

  editor.registerPlugin(
    new Plugin<number>({
      key: KEY,
      state: { init: () => 0, apply: (transaction, drawn) => (transaction.getMeta(KEY) ? drawn + 1 : drawn) },
      props: {
        decorations(state) {
          if (pending.size === 0) return null;
          const lines = [...pending].map(({ place, line }) =>
            Decoration.widget(Math.min(fromPlace(editor, place), state.doc.content.size), line, {
              side: -1,
              ignoreSelection: true,
              stopEvent: () => true,
            }),
          );
          return DecorationSet.create(state.doc, lines);
        },
        handlePaste: (view, event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          // A spreadsheet puts a picture of its cells beside them: the cells are what is meant.
          const hasText = (event.clipboardData?.getData('text/plain') ?? '').trim() !== '';
          if (!view.editable || files.length === 0 || hasText) return false;
          send(files, view.state.selection.to);
          return true;
        },
        handleDrop: (view, event) => {
          const files = [...(event.dataTransfer?.files ?? [])];
          if (!view.editable || files.length === 0) return false;
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
          event.preventDefault();
          send(files, at?.pos ?? view.state.doc.content.size);
          return true;
        },
      },
    }),
    (plugin, others) => [plugin, ...others],
  );
  return {
    send,
    bring,
    end: () => {
      for (const cancel of cancels) cancel();
      if (!editor.isDestroyed) editor.unregisterPlugin(KEY);
    },
  };
}

type SendFiles = (files: readonly File[], position: number) => void;

/** Behind the top-level block at a position; before it when it is an empty paragraph, which the file replaces. */
function blockEndAt(editor: Editor, position: number): number {
  const { doc } = editor.state;
  const $at = doc.resolve(Math.min(position, doc.content.size));
  const at = $at.depth === 0 ? $at.pos : isEmptyParagraph($at.node(1)) ? $at.before(1) : $at.after(1);
  // Footnotes stay under everything else.
  let place = at;
  for (let before = doc.resolve(place).nodeBefore; before?.type.name === 'footnote'; ) {
    place -= before.nodeSize;
    before = doc.resolve(place).nodeBefore;
  }
  return place;
}

function putFile(editor: Editor, node: Node, at: number): void {
  const { state, view } = editor;
  const here = state.doc.resolve(Math.min(at, state.doc.content.size)).nodeAfter;
  const to = here && isEmptyParagraph(here) ? at + here.nodeSize : at;
  const tr = state.tr.replaceWith(at, to, node);
  const { selection } = state;
  // Whoever still stands where the file goes in writes on in its caption; nobody else's caret moves.
  if (selection.empty && selection.from > at && selection.from < to && node.isTextblock)
    tr.setSelection(TextSelection.create(tr.doc, at + 1));
  view.dispatch(tr.setMeta(KEY, true));
}

function putPictures(editor: Editor, address: string, picture: Node, caption: string): void {
  const { tr } = editor.state;
  // From the end to the beginning: no place moves another.
  for (const place of linksTo(tr.doc, new Set([address])).reverse()) putPicture(tr, place, picture, caption);
  editor.view.dispatch(tr.setMeta(KEY, true));
}

/** Taken back by the person. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function nodeOf(schema: Schema, { id, name, sizeBytes, isImage }: UploadedFile, pixels: Pixels): Node {
  const type = schema.nodes[isImage ? 'image' : 'file'];
  if (!type) throw new Error('the schema has no files');
  return isImage
    ? type.create({ file: id, pixelWidth: pixels?.width ?? null, pixelHeight: pixels?.height ?? null })
    : type.create({ file: id, name, sizeBytes });
}

function isEmptyParagraph(node: Node): boolean {
  return node.type.name === 'paragraph' && node.content.size === 0;
}

/** An image's own size, so that its place is kept while it loads; null for what is none. */
async function pixelsOf(file: File): Promise<Pixels> {
  if (!file.type.startsWith('image/')) return null;
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    return null;
  }
}

/** As {@link pixelsOf}, for one that this server has. */
async function pixelsOfFile({ id, isImage }: UploadedFile): Promise<Pixels> {
  if (!isImage) return null;
  const image = new Image();
  image.src = fileHref(id);
  try {
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  } catch {
    return null;
  }
}

function toPlace(editor: Editor, position: number): unknown {
  const sync = ySyncPluginKey.getState(editor.state);
  return sync?.binding
    ? absolutePositionToRelativePosition(position, sync.type, sync.binding.mapping)
    : position;
}

/** The end of the article when what stood there is gone. */
function fromPlace(editor: Editor, place: unknown): number {
  const sync = ySyncPluginKey.getState(editor.state);
  const end = editor.state.doc.content.size;
  if (!sync?.binding) return typeof place === 'number' ? Math.min(place, end) : end;
  const at =
    relativePositionToAbsolutePosition(sync.doc, sync.type, place as never, sync.binding.mapping) ?? end;
  // A place between blocks, even when somebody joined or split what was beside it.
  const $at = editor.state.doc.resolve(Math.min(at, end));
  return $at.depth === 0 ? $at.pos : $at.before(1);
}

function progressLine(
  told: string,
  words: UploadHooks['words'],
  onCancel: () => void,
): { line: HTMLElement; show: (part: number) => void } {
  const line = document.createElement('div');
  line.className = 'upload-line';
  line.contentEditable = 'false';
  line.dataset.testid = 'upload';
  const label = document.createElement('span');
  label.textContent = told;
  const bar = document.createElement('progress');
  bar.max = 1;
  // Without a value it says that something is on its way, and not how much of it.
  bar.setAttribute('aria-label', told);
  const percent = document.createElement('span');
  percent.className = 'upload-percent';
  const cancel = document.createElement('button');
  cancel.type = 'button';
  cancel.textContent = words.cancel;
  cancel.addEventListener('click', onCancel);
  line.append(label, bar, percent, cancel);
  const show = (part: number) => {
    bar.value = part;
    percent.textContent = words.percent(part);
  };
  return { line, show };
}
