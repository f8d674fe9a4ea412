// Turns the machine's operations into the article's Yjs types. Only ever inserts: whatever people wrote or
// deleted around and inside the run's text stays as they left it.

import { documentSchema } from '@hamnevis/core/document/schema';
import * as Y from 'yjs';
import { blockChain, type Container, indexInParent } from './article-tree.ts';
import type { BlockNode, MarkdownOperation, TextMarks } from './markdown-operations.ts';
import type { Place } from './run-place.ts';

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
      case 'break':
        this.lineBreak();
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
    const sibling = chain[depth];
    const index = sibling === undefined ? this.indexBetween(parent) : indexInParent(sibling) + 1;
    this.insertBlocks(parent, index, path.slice(depth), depth === 0);
  }

  private indexBetween(parent: Container): number {
    return this.at.kind === 'between' && this.at.parent === parent ? this.at.index : parent.length;
  }

  private insertBlocks(
    parent: Container,
    index: number,
    path: readonly BlockNode[],
    topLevel: boolean,
  ): void {
    const elements = path.map(elementOf);
    const [first] = elements;
    if (first === undefined) return;
    if (topLevel) first.setAttribute('aiRun', this.runId);
    // Built from the inside out and inserted once, so that no half-made tree is ever in the document.
    for (let depth = elements.length - 1; depth > 0; depth -= 1) {
      const child = elements[depth];
      if (child !== undefined) elements[depth - 1]?.insert(0, [child]);
    }
    parent.insert(index, [first]);
    const leaf = elements.at(-1) ?? first;
    this.at =
      leaf.nodeName === 'horizontalRule'
        ? { kind: 'between', parent: elements.at(-2) ?? parent, index: leaf === first ? index + 1 : 1 }
        : { kind: 'inside', block: leaf, text: null, index: 0 };
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

  private lineBreak(): void {
    const place = this.inside();
    const index = place.text === null ? place.index : indexInParent(place.text) + 1;
    place.block.insert(index, [new Y.XmlElement('hardBreak')]);
    this.at = { kind: 'inside', block: place.block, text: null, index: index + 1 };
  }

  /** The open block; opened again, as a block of its own, when it was deleted under the writer. */
  private inside(): Extract<Place, { kind: 'inside' }> {
    if (this.at.kind === 'between') this.open(0, this.path);
    if (this.at.kind !== 'inside') throw new Error('There is text, and no block to put it in.');
    return this.at;
  }
}

function elementOf(node: BlockNode): Y.XmlElement {
  const element = new Y.XmlElement(node.name);
  for (const [name, value] of Object.entries(attributesOf(node))) {
    // The editor stores numbers as numbers; Yjs's types only speak of strings.
    element.setAttribute(name, value as string);
  }
  return element;
}

function attributesOf(node: BlockNode): Record<string, string | number | boolean> {
  switch (node.name) {
    case 'heading':
      return { level: node.level };
    case 'orderedList':
      return { start: node.start };
    case 'taskItem':
      return { checked: node.checked };
    case 'codeBlock':
      return node.language === null ? {} : { language: node.language };
    default:
      return {};
  }
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
