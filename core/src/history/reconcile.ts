// Turns one Yjs tree into the likeness of another by the smallest edit that we find: what is equal is not touched
// (its ids stay, and with them carets, comments and other people's edits in flight), what is alike is changed in
// place, and only the rest is deleted and written anew.
import { simpleDiff } from 'lib0/diff';
import * as Y from 'yjs';
import { align, type Match } from './align.ts';

type Child = Y.XmlElement | Y.XmlText;
type Parent = Y.XmlElement | Y.XmlFragment;

/** Makes `now` equal to `then`, which stays as it is. Call it in one transaction of `now`'s document. */
export function reconcile(now: Parent, then: Parent): void {
  const before = childrenOf(now);
  const after = childrenOf(then);
  const equal = align(before.map(shapeOf), after.map(shapeOf));
  // From the end, so that positions before the place of work stay right.
  let [bEnd, aEnd] = [before.length, after.length];
  for (const [b, a] of [...equal, [-1, -1] as const].sort((left, right) => right[0] - left[0])) {
    reconcileGap(now, before.slice(b + 1, bEnd), after.slice(a + 1, aEnd), b + 1);
    [bEnd, aEnd] = [b, a];
  }
}

/** Children between two that are equal: those of one kind, in order, are changed in place. */
function reconcileGap(parent: Parent, before: Child[], after: Child[], start: number): void {
  const alike: Match[] = align(before.map(kindOf), after.map(kindOf));
  let [bEnd, aEnd] = [before.length, after.length];
  for (const [b, a] of [...alike].reverse()) {
    replace(parent, start + b + 1, bEnd - b - 1, after.slice(a + 1, aEnd));
    const [from, to] = [before[b], after[a]];
    if (from && to && !changeInPlace(from, to)) replace(parent, start + b, 1, [to]);
    [bEnd, aEnd] = [b, a];
  }
  replace(parent, start, bEnd, after.slice(0, aEnd));
}

function replace(parent: Parent, index: number, remove: number, insert: Child[]): void {
  if (remove > 0) parent.delete(index, remove);
  if (insert.length > 0)
    parent.insert(
      index,
      insert.map((child) => child.clone()),
    );
}

/** False when what came out is not equal after all, and the child must be written anew. */
function changeInPlace(now: Child, then: Child): boolean {
  if (now instanceof Y.XmlText && then instanceof Y.XmlText) return changeText(now, then);
  if (now instanceof Y.XmlElement && then instanceof Y.XmlElement) {
    changeAttributes(now, then);
    reconcile(now, then);
    return true;
  }
  return false;
}

function changeAttributes(now: Y.XmlElement, then: Y.XmlElement): void {
  const wanted: Record<string, unknown> = then.getAttributes();
  const present: Record<string, unknown> = now.getAttributes();
  for (const name of Object.keys(present)) if (!(name in wanted)) now.removeAttribute(name);
  for (const [name, value] of Object.entries(wanted)) {
    if (stable(present[name]) !== stable(value)) now.setAttribute(name, value as string);
  }
}

function changeText(now: Y.XmlText, then: Y.XmlText): boolean {
  const [before, after] = [textOf(now), textOf(then)];
  // Something else than text stands in it, which no editor of ours writes.
  if (before === null || after === null) return false;
  const { index, remove, insert } = simpleDiff(before, after);
  if (remove > 0) now.delete(index, remove);
  if (insert !== '') now.insert(index, insert);
  const marks = Object.fromEntries(marksIn(now).map((name) => [name, null]));
  let position = 0;
  for (const { insert: text, attributes } of deltaOf(then)) {
    const { length } = String(text);
    now.format(position, length, { ...marks, ...attributes });
    position += length;
  }
  return shapeOf(now) === shapeOf(then);
}

interface DeltaPart {
  insert: unknown;
  attributes?: Record<string, unknown>;
}

function deltaOf(text: Y.XmlText): DeltaPart[] {
  return text.toDelta() as DeltaPart[];
}

function textOf(text: Y.XmlText): string | null {
  const parts = deltaOf(text).map((part) => part.insert);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : null;
}

function marksIn(text: Y.XmlText): string[] {
  return [...new Set(deltaOf(text).flatMap((part) => Object.keys(part.attributes ?? {})))];
}

function childrenOf(parent: Parent): Child[] {
  return parent.toArray() as Child[];
}

function kindOf(child: Child): string {
  return child instanceof Y.XmlText ? '#text' : child.nodeName;
}

/** Equal for two children exactly when they hold the same. */
function shapeOf(child: Child): string {
  if (child instanceof Y.XmlText) {
    return stable(deltaOf(child).map((part) => [part.insert, part.attributes ?? {}]));
  }
  return stable([child.nodeName, child.getAttributes(), childrenOf(child).map(shapeOf)]);
}

/** JSON with the keys of every object in order. */
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}
