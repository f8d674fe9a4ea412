// An image in the editor: its caption is text like any other; once the image is pressed there is a field for its text
// alternative, and a grip at its end side for its width, by pointer and by arrow keys, the same in both directions.
import { fileHref, IMAGE_WIDTH } from '@hamnevis/core/document/media';
import type { Node } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import type { EditorView, NodeView } from '@tiptap/pm/view';

export interface ImageWords {
  alt: string;
  width: string;
  missing: string;
}

const STEP_PERCENT = 5;

export function imageView(
  first: Node,
  view: EditorView,
  getPos: () => number | undefined,
  words: () => ImageWords,
): NodeView {
  let node = first;
  const dom = document.createElement('figure');
  const frame = document.createElement('div');
  frame.className = 'image-frame';
  frame.contentEditable = 'false';
  const image = document.createElement('img');
  image.draggable = false;
  const grip = document.createElement('span');
  grip.className = 'image-grip';
  grip.tabIndex = 0;
  grip.setAttribute('role', 'slider');
  const alt = document.createElement('input');
  alt.className = 'image-alt';
  alt.dir = 'auto';
  alt.maxLength = 1_000;
  const contentDOM = document.createElement('figcaption');
  frame.append(image, grip);
  dom.append(frame, contentDOM);

  const set = (name: 'alt' | 'width', value: unknown) => {
    const at = getPos();
    if (at === undefined || node.attrs[name] === value) return;
    view.dispatch(view.state.tr.setNodeAttribute(at, name, value));
  };
  const show = () => {
    const { file, width, pixelWidth, pixelHeight } = node.attrs;
    const address = typeof file === 'string' ? fileHref(file) : '';
    if (image.getAttribute('src') !== address) {
      frame.removeAttribute('data-missing');
      image.src = address;
    }
    image.alt = String(node.attrs.alt ?? '');
    if (pixelWidth && pixelHeight) image.style.aspectRatio = `${pixelWidth} / ${pixelHeight}`;
    frame.style.inlineSize = typeof width === 'number' ? `${width}%` : '';
    grip.setAttribute('aria-label', words().width);
    grip.setAttribute('aria-valuemin', String(IMAGE_WIDTH.least));
    grip.setAttribute('aria-valuemax', String(IMAGE_WIDTH.most));
    grip.setAttribute('aria-valuenow', String(widthNow()));
    if (document.activeElement !== alt) alt.value = String(node.attrs.alt ?? '');
    alt.placeholder = words().alt;
    alt.setAttribute('aria-label', words().alt);
  };
  const columnWidth = () => dom.getBoundingClientRect().width || 1;
  const widthNow = () =>
    typeof node.attrs.width === 'number'
      ? node.attrs.width
      : Math.round((100 * frame.getBoundingClientRect().width) / columnWidth()) || IMAGE_WIDTH.most;
  const bounded = (percent: number) =>
    Math.round(Math.min(IMAGE_WIDTH.most, Math.max(IMAGE_WIDTH.least, percent)));

  image.addEventListener('error', () => {
    if (image.getAttribute('src')) frame.setAttribute('data-missing', words().missing);
  });
  image.addEventListener('load', () => frame.removeAttribute('data-missing'));
  frame.addEventListener('mousedown', (event) => {
    if (event.target === alt || event.target === grip) return;
    event.preventDefault();
    const at = getPos();
    if (at === undefined) return;
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)));
    view.focus();
  });
  grip.addEventListener('pointerdown', (event) => {
    if (!view.editable) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    // The image stands in the middle of the column: its edge moves half as far as its width grows.
    const column = dom.getBoundingClientRect();
    const middle = column.left + column.width / 2;
    let percent = widthNow();
    const move = (moved: PointerEvent) => {
      percent = bounded((200 * Math.abs(moved.clientX - middle)) / column.width);
      frame.style.inlineSize = `${percent}%`;
    };
    const end = () => {
      grip.removeEventListener('pointermove', move);
      set('width', percent);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end, { once: true });
    grip.addEventListener('pointercancel', end, { once: true });
  });
  grip.addEventListener('keydown', (event) => {
    const isWider = event.key === 'ArrowUp' || event.key === 'ArrowRight';
    if (!isWider && event.key !== 'ArrowDown' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    event.stopPropagation();
    if (view.editable) set('width', bounded(widthNow() + (isWider ? STEP_PERCENT : -STEP_PERCENT)));
  });
  alt.addEventListener('change', () => set('alt', alt.value.trim() || null));
  alt.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    set('alt', alt.value.trim() || null);
    view.focus();
  });
  show();

  return {
    dom,
    contentDOM,
    update(next) {
      if (next.type !== node.type) return false;
      node = next;
      show();
      return true;
    },
    selectNode() {
      dom.classList.add('ProseMirror-selectednode');
      if (view.editable) frame.append(alt);
    },
    deselectNode() {
      dom.classList.remove('ProseMirror-selectednode');
      if (document.activeElement !== alt) alt.remove();
    },
    stopEvent: (event) => event.target === grip || event.target === alt,
    ignoreMutation: (mutation) => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
  };
}
