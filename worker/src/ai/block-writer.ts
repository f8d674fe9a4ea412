// Turns the machine's operations into the article's Yjs types. Only ever inserts: whatever people wrote or
// deleted around and inside the run's text stays as they left it.

import { documentSchema } from '@hamnevis/core/document/schema';
import * as Y from 'yjs';
import { blockChain, type Container, elementsOf, indexInParent, isTextBlock } from './article-tree.ts';
import { attributesOf } from './markdown/attributes.ts';
import {
  type BlockNode,
  type InlineAtom,
  isBlockAtom,
  isCell,
  type MarkdownOperation,
  type TableRow,
  type TextMarks,
} from './markdown/operations.ts';
import { type Place, placeIn } from './run-place.ts';

/** Columns that a row gets at most, however wide somebody made its table. */
const WIDEST = 60;

/** Writes operations at a place, and knows where the next one belongs. Use it inside one transaction. */
export class BlockWriter {
  private readonly fragment: Y.XmlFragment;
  private readonly runId: string;
  private at: Place;
  /** The block the machine believes open: written again where somebody deleted it. */
  private path: readonly BlockNode[];

  constructor(fragment: Y.XmlFragment, runId: string, place: Place, path: readonly BlockNode[]) {
    this.fragment = fragment;
    this.runId = runId;
    this.at = place;
    this.path = path;
  }

  get place(): Place {
    return this.at;
  }

  apply(operation: MarkdownOperation): void {
    switch (operation.type) {
      case 'open':
        this.open(operation.keep, operation.path);
        return;
      case 'text':
        this.text(operation.text, operation.marks);
        return;
      case 'atom':
        this.insertInline(this.elementOf(operation.atom));
        return;
      case 'break':
        this.insertInline(new Y.XmlElement('hardBreak'));
        return;
      default:
        operation satisfies never;
    }
  }

  private open(keep: number, path: readonly BlockNode[]): void {
    this.path = path;
    const type = this.at.kind === 'inside' ? this.at.block : this.at.parent;
    const chain = blockChain(this.fragment, type) ?? [];
    const kept = chain.slice(0, keep);
    // The kept ancestors must still be what the machine thinks they are; somebody may have lifted a list item.
    const fits = kept.length === keep && kept.every((block, depth) => block.nodeName === path[depth]?.name);
    const depth = fits ? keep : 0;
    const parent: Container = depth === 0 ? this.fragment : (chain[depth - 1] ?? this.fragment);
    const cell = path[depth];
    if (parent instanceof Y.XmlElement && isCell(cell)) {
      this.goToCell(parent, cell.column);
      return;
    }
    const sibling = chain[depth];
    const index = sibling === undefined ? this.indexBetween(parent) : indexInParent(sibling) + 1;
    this.insertBlocks(parent, index, path.slice(depth), depth === 0);
  }

  private indexBetween(parent: Container): number {
    return this.at.kind === 'between' && this.at.parent === parent ? this.at.index : parent.length;
  }

  /** A cell was made with its row. The text of one that somebody deleted meanwhile stands below that of the last. */
  private goToCell(row: Y.XmlElement, column: number): void {
    const cells = elementsOf(row);
    const cell = cells[column] ?? cells.at(-1);
    if (cell === undefined) {
      this.open(0, this.path);
      return;
    }
    const block = cells[column] === undefined ? undefined : elementsOf(cell).find(isTextBlock);
    const place = placeIn(block, 0);
    if (place === null) this.insertBlocks(cell, cell.length, [{ name: 'paragraph' }], false);
    else this.at = place;
  }

  private insertBlocks(
    parent: Container,
    index: number,
    path: readonly BlockNode[],
    topLevel: boolean,
  ): void {
    const leaf = this.elementOf(path.at(-1) ?? { name: 'paragraph' });
    // Built from the inside out and inserted once, so that no half-made tree is ever in the document.
    let first = leaf;
    let column = 0;
    for (const node of path.slice(0, -1).toReversed()) {
      if (isCell(node)) column = node.column;
      else if (node.name === 'tableRow') first = this.rowOf(node, parent, column, first);
      else first = withChildren(this.elementOf(node), [first]);
    }
    if (topLevel) first.setAttribute('aiRun', this.runId);
    parent.insert(index, [first]);
    this.at = isBlockAtom(path.at(-1))
      ? { kind: 'between', parent: leaf.parent as Container, index: indexInParent(leaf) + 1 }
      : { kind: 'inside', block: leaf, text: null, index: 0 };
  }

  /** A row as wide as its table is by now, so that no editor has to fill it up: each would do so by itself. */
  private rowOf(row: TableRow, table: Container, column: number, leaf: Y.XmlElement): Y.XmlElement {
    const width = table instanceof Y.XmlElement && table.nodeName === 'table' ? widthOf(table) : 0;
    const columns = width || row.aligns.length;
    const cells = Array.from({ length: columns }, (_, place) => {
      const cell = new Y.XmlElement(row.header ? 'tableHeader' : 'tableCell');
      const align = row.aligns[place];
      if (align) cell.setAttribute('align', align);
      const isOpen = place === Math.min(column, columns - 1);
      return withChildren(cell, [isOpen ? leaf : new Y.XmlElement('paragraph')]);
    });
    return withChildren(new Y.XmlElement('tableRow'), cells);
  }

  private text(text: string, marks: TextMarks): void {
    // Opened again after a deletion, a block begins with a word and not with the space before it.
    const words = this.at.kind === 'between' ? text.trimStart() : text;
    if (words === '') return;
    const place = this.inside();
    const target = place.text ?? new Y.XmlText();
    if (place.text === null) place.block.insert(place.index, [target]);
    const index = place.text === null ? 0 : place.index;
    // An attributes object is always passed: without one the text takes on the marks of what stands before it.
    target.insert(index, words, textAttributes(marks));
    this.at = { kind: 'inside', block: place.block, text: target, index: index + words.length };
  }

  /** Behind the letters of the place; what follows there goes on behind it. */
  private insertInline(element: Y.XmlElement): void {
    const place = this.inside();
    const index = place.text === null ? place.index : indexInParent(place.text) + (place.index > 0 ? 1 : 0);
    place.block.insert(index, [element]);
    this.at = placeIn(place.block, index + 1) ?? { kind: 'inside', block: place.block, text: null, index };
  }

  /** The open block; opened again, as a block of its own, when it was deleted under the writer. */
  private inside(): Extract<Place, { kind: 'inside' }> {
    if (this.at.kind === 'between') this.open(0, this.path);
    if (this.at.kind !== 'inside') throw new Error('There is text, and no block to put it in.');
    return this.at;
  }

  private elementOf(node: BlockNode | InlineAtom): Y.XmlElement {
    const element = new Y.XmlElement(node.name);
    for (const [name, value] of Object.entries(attributesOf(node, this.runId))) {
      // The editor stores numbers as numbers; Yjs's types only speak of strings.
      if (value !== null) element.setAttribute(name, value as string);
    }
    return element;
  }
}

function withChildren(element: Y.XmlElement, children: Y.XmlElement[]): Y.XmlElement {
  element.insert(0, children);
  return element;
}

/** How many columns a table has; 0 when it lost its rows. */
function widthOf(table: Y.XmlElement): number {
  const [row] = elementsOf(table);
  const width = elementsOf(row).reduce((sum, cell) => sum + (Number(cell.getAttribute('colspan')) || 1), 0);
  return Math.min(width, WIDEST);
}

function textAttributes(marks: TextMarks): Record<string, object> {
  return {
    ...(marks.bold ? { bold: {} } : {}),
    ...(marks.italic ? { italic: {} } : {}),
    ...(marks.strike ? { strike: {} } : {}),
    ...(marks.highlight ? { highlight: {} } : {}),
    ...(marks.code ? { code: {} } : {}),
    ...(marks.link === undefined ? {} : { link: linkAttributes(marks.link) }),
  };
}

/** All of the mark's attributes, as an editor would write them: one that saw less would write it again. */
function linkAttributes(href: string): object {
  return { ...documentSchema().mark('link', { href }).attrs };
}
