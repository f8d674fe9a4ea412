// Widths of table columns: drawn from what the cells store, and changed by dragging the border at a column's end side,
// which in a Persian table is the left one.
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { isInTable, selectedRect, TableMap } from '@tiptap/pm/tables';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';

const GRIP_PX = 6;
const LEAST_WIDTH_PX = 40;
const MOST_WIDTH_PX = 2_000;
/** What one press of a key adds or takes. */
const STEP_PX = 20;

interface Column {
  table: Node;
  /** Where the table's content begins. */
  start: number;
  index: number;
  cell: HTMLElement;
}

export const TableColumns = Extension.create({
  name: 'tableColumns',

  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key: new PluginKey('table-columns'),
        state: {
          init: (_config, state) => widths(state.doc),
          apply: (transaction, drawn) => (transaction.docChanged ? widths(transaction.doc) : drawn),
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
          handleDOMEvents: {
            mousemove: (view, event) => {
              const isOver = view.editable && event.buttons === 0 && columnAt(view, event) !== null;
              view.dom.toggleAttribute('data-column-grip', isOver);
              return false;
            },
            mousedown: (view, event) => {
              const column = view.editable && event.button === 0 ? columnAt(view, event) : null;
              if (!column) return false;
              event.preventDefault();
              drag(view, column, event);
              return true;
            },
          },
        },
      }),
    ];
  },
});

/** Only tables that stand directly in the article are looked for: a walk over all of it would be felt. */
function widths(article: Node): DecorationSet {
  const decorations: Decoration[] = [];
  article.forEach((block, at) => {
    if (block.type.name !== 'table') return;
    block.firstChild?.forEach((cell, offset) => {
      const stored = (cell.attrs.colwidth as (number | null)[] | null) ?? [];
      const width = stored.reduce<number>((sum, one) => sum + (one ?? 0), 0);
      if (width === 0) return;
      const from = at + 2 + offset;
      decorations.push(Decoration.node(from, from + cell.nodeSize, { style: `inline-size: ${width}px` }));
    });
  });
  return decorations.length > 0 ? DecorationSet.create(article, decorations) : DecorationSet.empty;
}

/** The column whose end border is under the pointer. */
function columnAt(view: EditorView, event: MouseEvent): Column | null {
  const cell = (event.target as Element | null)?.closest?.<HTMLElement>('td, th');
  if (!cell || !view.dom.contains(cell)) return null;
  const box = cell.getBoundingClientRect();
  const isRtl = getComputedStyle(cell.closest('table') ?? cell).direction === 'rtl';
  const end = isRtl ? box.left : box.right;
  if (Math.abs(event.clientX - end) > GRIP_PX) return null;
  const position = view.posAtDOM(cell, 0);
  const $at = view.state.doc.resolve(position);
  for (let depth = $at.depth; depth > 0; depth -= 1) {
    const table = $at.node(depth);
    if (table.type.name !== 'table') continue;
    const start = $at.start(depth);
    const map = TableMap.get(table);
    const rectangle = map.findCell($at.before(depth + 2) - start);
    return { table, start, index: rectangle.right - 1, cell };
  }
  return null;
}

function drag(view: EditorView, { start, index, cell }: Column, event: MouseEvent): void {
  const isRtl = getComputedStyle(cell.closest('table') ?? cell).direction === 'rtl';
  const { width: before } = cell.getBoundingClientRect();
  const widthAt = (moved: MouseEvent) => {
    const grown = isRtl ? event.clientX - moved.clientX : moved.clientX - event.clientX;
    return bounded(before + grown);
  };
  const move = (moved: MouseEvent) => {
    cell.style.inlineSize = `${widthAt(moved)}px`;
  };
  const end = (moved: MouseEvent) => {
    window.removeEventListener('mousemove', move);
    cell.style.inlineSize = '';
    // Somebody may have taken the table away meanwhile.
    const table = start <= view.state.doc.content.size ? view.state.doc.resolve(start).parent : null;
    if (table?.type.name === 'table') setWidth(view, table, start, index, widthAt(moved));
  };
  window.addEventListener('mousemove', move);
  window.addEventListener('mouseup', end, { once: true });
}

/** Makes the column of the caret, or every selected one, wider (1) or narrower (-1); false outside tables. */
export function resizeColumns(view: EditorView, step: 1 | -1): boolean {
  if (!isInTable(view.state)) return false;
  const { table, tableStart, map, left, right } = selectedRect(view.state);
  const { tr } = view.state;
  for (let index = left; index < right; index += 1) {
    const drawn = drawnWidth(view, table, tableStart, map, index);
    if (drawn !== null) putWidth(tr, table, tableStart, index, bounded(drawn + step * STEP_PX));
  }
  if (tr.docChanged) view.dispatch(tr.scrollIntoView());
  return true;
}

/** How wide a column is on the screen, by a cell that stands in it alone; else its part of a wider cell. */
function drawnWidth(
  view: EditorView,
  table: Node,
  start: number,
  map: TableMap,
  index: number,
): number | null {
  let widest: number | null = null;
  for (let row = 0; row < map.height; row += 1) {
    const at = map.map[row * map.width + index];
    const cell = at === undefined ? null : view.nodeDOM(start + at);
    if (at === undefined || !(cell instanceof HTMLElement)) continue;
    const span = Number(table.nodeAt(at)?.attrs.colspan ?? 1);
    const width = cell.getBoundingClientRect().width / span;
    if (span === 1) return width;
    widest ??= width;
  }
  return widest;
}

function bounded(width: number): number {
  return Math.round(Math.min(MOST_WIDTH_PX, Math.max(LEAST_WIDTH_PX, width)));
}

function setWidth(view: EditorView, table: Node, start: number, index: number, width: number): void {
  const { tr } = view.state;
  putWidth(tr, table, start, index, width);
  if (tr.docChanged) view.dispatch(tr);
}

function putWidth(tr: Transaction, table: Node, start: number, index: number, width: number): void {
  const map = TableMap.get(table);
  for (let row = 0; row < map.height; row += 1) {
    const at = map.map[row * map.width + index];
    // Columns before this one may have been given theirs in the same step.
    const cell = at === undefined ? null : tr.doc.nodeAt(start + at);
    if (!cell || at === undefined || (row > 0 && map.map[(row - 1) * map.width + index] === at)) continue;
    const colspan = Number(cell.attrs.colspan ?? 1);
    const stored = (cell.attrs.colwidth as (number | null)[] | null) ?? Array<number>(colspan).fill(0);
    const widthsOfCell = [...stored];
    widthsOfCell[index - map.colCount(at)] = width;
    tr.setNodeAttribute(start + at, 'colwidth', widthsOfCell);
  }
}
