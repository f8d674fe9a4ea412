// A program of the next schema, for stories in which one of today's meets what it wrote.
import { getSchema, Mark, Node } from '@tiptap/core';
import { documentSchema, editorExtensions } from '../document/schema.ts';

const Poll = Node.create({
  name: 'poll',
  group: 'block',
  content: 'inline*',
  addAttributes: () => ({ closes: { default: null } }),
  renderHTML: () => ['div', 0],
});

const Sparkle = Mark.create({ name: 'sparkle', renderHTML: () => ['span', 0] });

/** From now on the program of this process knows one node (`poll`, a block of letters) and one mark (`sparkle`) more. */
export function becomeNewer(): void {
  Object.assign(documentSchema(), getSchema([...editorExtensions(), Poll, Sparkle]));
}
