// What the editor's schema lets stand where, asked by the gate of single structs. Names, attributes and nesting are
// judged, completeness is not: two valid deletions at once may empty a list.
import type { Schema } from '@tiptap/pm/model';
import { TEXT_ALIGNS } from '../document/block-attributes.ts';
import { isCalloutKind } from '../document/boxes.ts';
import { isFootnoteId } from '../document/footnotes.ts';
import { LONGEST_LATEX } from '../document/formulas.ts';
import { IMAGE_WIDTH } from '../document/media.ts';
import { documentSchema, isSafeHref, LONGEST_HREF } from '../document/schema.ts';

/** The nodes that may stand directly in a node, by name; `#text` where letters may. */
const CHILDREN = new Map<string, ReadonlySet<string>>();

export const TEXT_CHILD = '#text';

/** True when `child` (a node's name, or {@link TEXT_CHILD}) may stand somewhere in a node named `parent`. */
export function mayHold(parent: string, child: string): boolean {
  let children = CHILDREN.get(parent);
  if (!children) {
    children = childrenOf(documentSchema(), parent);
    CHILDREN.set(parent, children);
  }
  return children.has(child);
}

/** True when a node of this name may stand in an article at all. */
export function isArticleNode(name: string): boolean {
  return name !== 'doc' && name !== 'text' && Object.hasOwn(documentSchema().nodes, name);
}

function childrenOf(schema: Schema, parent: string): ReadonlySet<string> {
  const found = new Set<string>();
  const type = Object.hasOwn(schema.nodes, parent) ? schema.nodes[parent] : undefined;
  if (!type) return found;
  const seen = new Set([type.contentMatch]);
  for (const match of seen) {
    for (let edge = 0; edge < match.edgeCount; edge += 1) {
      const { type: child, next } = match.edge(edge);
      found.add(child.name === 'text' ? TEXT_CHILD : child.name);
      seen.add(next);
    }
  }
  // In Yjs the letters of a block stand in a text type, also between its hard breaks.
  return found;
}

type Check = (value: unknown) => boolean;

const isText =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const isWhole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isUuid: Check = (value) =>
  typeof value === 'string' && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(value);

/** One line without marks that would turn its ending round. */
const isName: Check = (value) => isText(255)(value) && !TURNING_OR_CONTROL.test(value as string);
const TURNING_OR_CONTROL = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Attributes whose values mean something; the others may be short texts, numbers or flags. */
const NODE_ATTRIBUTES: Record<string, Check> = {
  dir: (value) => value === 'rtl' || value === 'ltr',
  aiRun: isUuid,
  textAlign: (value) => (TEXT_ALIGNS as readonly unknown[]).includes(value),
  checked: (value) => typeof value === 'boolean',
  kind: isCalloutKind,
  note: isFootnoteId,
  latex: isText(LONGEST_LATEX),
  file: isUuid,
  name: isName,
  alt: isText(1_000),
  sizeBytes: isWhole(0, Number.MAX_SAFE_INTEGER),
  width: isWhole(IMAGE_WIDTH.least, IMAGE_WIDTH.most),
  pixelWidth: isWhole(1, 100_000),
  pixelHeight: isWhole(1, 100_000),
  level: isWhole(1, 4),
  start: isWhole(0, 1_000_000_000),
  colspan: isWhole(1, 1_000),
  rowspan: isWhole(1, 1_000),
  colwidth: (value) =>
    Array.isArray(value) &&
    value.length <= 1_000 &&
    value.every((width) => width === null || isWhole(0, 100_000)(width)),
};

/** True when a node of this name may carry the attribute with this value. */
export function mayHaveAttribute(node: string, attribute: string, value: unknown): boolean {
  const { nodes } = documentSchema();
  const type = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
  if (!type?.spec.attrs || !Object.hasOwn(type.spec.attrs, attribute)) return false;
  if (value === null || value === undefined) return true;
  const check = Object.hasOwn(NODE_ATTRIBUTES, attribute) ? NODE_ATTRIBUTES[attribute] : undefined;
  return (check ?? isPlain)(value);
}

/** A mark's key in Yjs: its name; marks that may overlap carry a hash behind it. */
const MARK_KEY = /^(\w+?)(?:--[\w+/=-]{8,})?$/;

/** True when letters may be formatted so; a null value ends the formatting. */
export function mayFormat(key: string, value: unknown): boolean {
  const name = MARK_KEY.exec(key)?.[1] ?? '';
  const { marks } = documentSchema();
  const type = Object.hasOwn(marks, name) ? marks[name] : undefined;
  if (!type) return false;
  if (value === null) return true;
  const attributes = type.spec.attrs ?? {};
  // A mark without attributes is written `{}` by the editor, and `true` by programs.
  if (value === true) return Object.keys(attributes).length === 0;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  for (const [attribute, given] of Object.entries(value)) {
    if (!Object.hasOwn(attributes, attribute)) return false;
    if (given !== null && !isText(LONGEST_HREF)(given)) return false;
  }
  if (name !== 'link') return true;
  const { href, class: dress } = value as { href?: unknown; class?: unknown };
  // A class of the page's own would let a link look like a part of the page.
  return typeof href === 'string' && isSafeHref(href) && (dress ?? null) === null;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'boolean' || Number.isFinite(value) || isText(200)(value);
}
