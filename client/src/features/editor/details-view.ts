import type { NodeView } from '@tiptap/pm/view';

/** A part that opens and shuts for this reader alone; a fresh one is open, so that nothing is ever hidden unasked. */
export function detailsView(label: () => string): NodeView {
  const dom = document.createElement('div');
  dom.setAttribute('data-details', '');
  const button = document.createElement('button');
  button.type = 'button';
  button.contentEditable = 'false';
  button.className = 'details-toggle';
  const contentDOM = document.createElement('div');
  const show = (open: boolean) => {
    contentDOM.toggleAttribute('data-shut', !open);
    button.setAttribute('aria-expanded', String(open));
    button.setAttribute('aria-label', label());
  };
  show(true);
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => show(contentDOM.hasAttribute('data-shut')));
  dom.append(button, contentDOM);
  return {
    dom,
    contentDOM,
    stopEvent: (event) => event.target === button,
    ignoreMutation: (mutation) =>
      mutation.type !== 'selection' && (mutation.target === button || mutation.type === 'attributes'),
  };
}
