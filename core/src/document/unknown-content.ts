// What stands in an article and is not in the schema of this program: written by a newer one, before it was taken back.
import * as Y from 'yjs';
import { documentSchema } from './schema.ts';

/** Any Yjs type that holds a sequence of items. */
interface Sequence {
  _start: Y.Item | null;
}

/**
 * The name of the first node, attribute or mark that the schema does not have; null when it knows them all. With `since`
 * (a state vector) only what came after it is looked at.
 */
export function unknownContent(type: Sequence, since?: Map<number, number>): string | null {
  const { nodes, marks } = documentSchema();
  if (type instanceof Y.XmlElement) {
    const attribute = unknownAttribute(type);
    if (attribute !== null) return attribute;
  }
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) {
      // Marks that may overlap carry a hash behind their name.
      const name = content.key.replace(/--[\w+/=-]{8,}$/, '');
      if (content.value !== null && !Object.hasOwn(marks, name)) return name;
    } else if (content instanceof Y.ContentType) {
      const inner = content.type;
      if (inner instanceof Y.XmlElement && !Object.hasOwn(nodes, inner.nodeName)) return inner.nodeName;
      const isOld = since !== undefined && item.id.clock < (since.get(item.id.client) ?? 0);
      const found = isOld ? null : unknownContent(inner, since);
      if (found !== null) return found;
    }
  }
  return null;
}

/** An editor takes away what its schema does not give a node, as soon as somebody writes there. */
function unknownAttribute({ nodeName, _map }: Y.XmlElement): string | null {
  const known = documentSchema().nodes[nodeName]?.spec.attrs ?? {};
  for (const [name, { deleted }] of _map)
    if (!deleted && !Object.hasOwn(known, name)) return `${nodeName}.${name}`;
  return null;
}
