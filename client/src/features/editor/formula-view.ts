// A formula as it reads, and a field for its LaTeX while it is selected. The typesetter is fetched with the first
// formula that is drawn. Always left to right.
import { LONGEST_LATEX } from '@hamnevis/core/document/formulas';
import type { Node } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import type { EditorView, NodeView } from '@tiptap/pm/view';

const READ_AFTER_MS = 200;

export function formulaView(
  first: Node,
  view: EditorView,
  getPos: () => number | undefined,
  label: () => string,
): NodeView {
  let node = first;
  const isBlock = node.isBlock;
  const dom = document.createElement(isBlock ? 'div' : 'span');
  dom.className = 'formula';
  dom.dir = 'ltr';
  const drawn = document.createElement('span');
  const field = document.createElement('input');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = () => void drawFormula(drawn, String(node.attrs.latex), isBlock);

  const store = () => {
    clearTimeout(timer);
    const at = getPos();
    const latex = field.value.slice(0, LONGEST_LATEX);
    if (at === undefined || latex === node.attrs.latex) return;
    view.dispatch(view.state.tr.setNodeAttribute(at, 'latex', latex));
  };
  const leave = () => {
    const at = getPos();
    field.remove();
    if (at === undefined) return;
    store();
    const tr = view.state.tr;
    if (field.value.trim() === '') tr.delete(at, at + node.nodeSize);
    const after = Math.min(tr.doc.content.size, field.value.trim() === '' ? at : at + node.nodeSize);
    view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after), 1)));
    view.focus();
  };
  field.className = 'formula-field';
  field.spellcheck = false;
  field.maxLength = LONGEST_LATEX;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(store, READ_AFTER_MS);
  });
  field.addEventListener('blur', store);
  field.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  });
  dom.append(drawn);
  draw();

  return {
    dom,
    update(next) {
      if (next.type !== node.type) return false;
      const changed = next.attrs.latex !== node.attrs.latex;
      node = next;
      if (changed) draw();
      // Somebody else's change shows in the field, one's own is there already.
      if (changed && document.activeElement !== field) field.value = String(node.attrs.latex);
      return true;
    },
    selectNode() {
      dom.classList.add('ProseMirror-selectednode');
      if (!view.editable) return;
      field.value = String(node.attrs.latex);
      field.setAttribute('aria-label', label());
      dom.append(field);
      // After the editor has put its own selection on the screen.
      requestAnimationFrame(() => field.isConnected && field.focus());
    },
    deselectNode() {
      dom.classList.remove('ProseMirror-selectednode');
      if (document.activeElement !== field) field.remove();
    },
    stopEvent: (event) => event.target === field,
    ignoreMutation: () => true,
    destroy: () => clearTimeout(timer),
  };
}

/** Draws LaTeX into an element; what the typesetter cannot read stays as it was written, marked as such. */
export async function drawFormula(place: HTMLElement, latex: string, isBlock: boolean): Promise<void> {
  place.textContent = latex || '∑';
  if (!latex) return;
  // The article is there before what asks again for parts is.
  const { persistently } = await import('../../lib/persistently.ts');
  const { typeset } = await persistently(() => import('../../lib/typeset-formula.ts'));
  typeset(place, latex, isBlock);
}
