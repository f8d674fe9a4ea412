// The attributes that the article's schema gives to what the machine says.
import { noteIdOf } from './note-label.ts';
import type { BlockNode, InlineAtom } from './operations.ts';

/** The attributes of a node but for a cell's, which its row knows; null is the schema's default. */
export function attributesOf(
  node: BlockNode | InlineAtom,
  runId: string,
): Record<string, string | number | boolean | null> {
  switch (node.name) {
    case 'heading':
      return { level: node.level };
    case 'orderedList':
      return { start: node.start };
    case 'taskItem':
      return { checked: node.checked };
    case 'codeBlock':
      return { language: node.language };
    case 'callout':
      return { kind: node.kind };
    case 'formulaBlock':
    case 'formulaInline':
      return { latex: node.latex };
    case 'footnote':
    case 'footnoteMark':
      return { note: noteIdOf(runId, node.label) };
    default:
      return {};
  }
}
