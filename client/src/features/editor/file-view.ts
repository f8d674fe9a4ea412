// A file in the article: its name, its size, and one link that saves it.
import { fileHref } from '@hamnevis/core/document/media';
import type { Node } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';

export interface FileWords {
  save: string;
  size: (bytes: number) => string;
}

export function fileView(node: Node, words: () => FileWords): NodeView {
  const { file, name, sizeBytes } = node.attrs;
  const dom = document.createElement('div');
  dom.className = 'file-block';
  dom.contentEditable = 'false';
  const label = document.createElement('bdi');
  label.textContent = String(name ?? '');
  const size = document.createElement('span');
  size.textContent = typeof sizeBytes === 'number' ? words().size(sizeBytes) : '';
  const link = document.createElement('a');
  link.textContent = words().save;
  link.setAttribute('aria-label', `${words().save}: ${name ?? ''}`);
  if (typeof file === 'string') link.href = fileHref(file);
  link.download = String(name ?? '');
  dom.append(label, size, link);
  return { dom, stopEvent: (event) => event.target === link, ignoreMutation: () => true };
}
