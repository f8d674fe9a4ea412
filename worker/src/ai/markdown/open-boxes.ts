// Boxes that hold blocks until a line of their own ends them: `:::note` ... `:::`, and `<details>` ... `</details>`.
import { type CalloutKind, isCalloutKind } from '@hamnevis/core/document/boxes';
import type { BlockNode } from './operations.ts';

/** Boxes in boxes, deeper than anybody reads; what stands deeper is text. */
const DEPTH_LIMIT = 3;

/** How a box was begun, and so how it ends. */
export type BoxSyntax = 'colons' | 'tags';

type Box = { readonly node: BlockNode; readonly syntax: BoxSyntax };

export class OpenBoxes {
  private boxes: readonly Box[] = [];

  get nodes(): BlockNode[] {
    return this.boxes.map((box) => box.node);
  }

  get innermost(): BlockNode | undefined {
    return this.boxes.at(-1)?.node;
  }

  /** False when there is no more room. */
  enter(node: BlockNode, syntax: BoxSyntax): boolean {
    if (this.boxes.length >= DEPTH_LIMIT) return false;
    this.boxes = [...this.boxes, { node, syntax }];
    return true;
  }

  /** Ends the innermost box of this syntax with all that stands in it; false when there is none. */
  leave(syntax: BoxSyntax): boolean {
    const at = this.boxes.findLastIndex((box) => box.syntax === syntax);
    if (at === -1) return false;
    this.boxes = this.boxes.slice(0, at);
    return true;
  }
}

/** What a word behind three colons begins, in either language; null for any other word. */
export function boxNamed(word: string): BlockNode | 'verse' | null {
  switch (word.toLowerCase()) {
    case 'یادداشت':
      return { name: 'callout', kind: 'note' };
    case 'details':
    case 'بازشو':
      return { name: 'details' };
    case 'verse':
    case 'بیت':
    case 'شعر':
      return 'verse';
    default: {
      const kind = calloutKindOf(word);
      return kind && { name: 'callout', kind };
    }
  }
}

/** The kind of callout that other programs' words mean; null for any other word. */
export function calloutKindOf(word: string): CalloutKind | null {
  const name = word.toLowerCase();
  if (isCalloutKind(name)) return name;
  if (name === 'info') return 'note';
  if (name === 'important') return 'warning';
  return name === 'caution' ? 'danger' : null;
}
