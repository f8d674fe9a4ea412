// Where the blocks of an article stand in its attribution.
import { documentSchema } from '../document/schema.ts';
import type { ArticleNode } from '../document/yjs.ts';
import type { Attribution, Label, TextRun } from './attribution.ts';
import { inlineString, type TextPart } from './compare-words.ts';

/** Who made a change. Null where the log does not say. */
export type ChangeAuthor = Pick<Label, 'personId' | 'runId'> | null;

/** A part of a changed text with its author. `same` parts have none. */
export type AuthoredPart = TextPart & { author?: ChangeAuthor };

/** Finds the blocks of one article in its attribution: blocks are counted there, depth first. */
export class Places {
  readonly #attribution: Attribution | undefined;
  readonly #blocks = new Map<ArticleNode, number>();
  readonly #textblocks = new Map<ArticleNode, number>();
  readonly #runs: Map<number, TextRun[]>;

  constructor(article: ArticleNode, attribution: Attribution | undefined) {
    this.#attribution = attribution;
    this.#runs = Map.groupBy(attribution?.runs ?? [], (run) => run.block);
    if (attribution) for (const node of article.content ?? []) this.#count(node);
  }

  #count(node: ArticleNode): void {
    this.#blocks.set(node, this.#blocks.size);
    if (isTextblockType(node.type)) this.#textblocks.set(node, this.#textblocks.size);
    else for (const child of node.content ?? []) this.#count(child);
  }

  #author(label: number | null | undefined): ChangeAuthor {
    const found = label === null || label === undefined ? undefined : this.#attribution?.labels[label];
    return found ? { personId: found.personId, runId: found.runId } : null;
  }

  /** Who made the block (in an older article: who removed it). */
  maker(node: ArticleNode): ChangeAuthor {
    return this.#author(this.#attribution?.blocks[this.#blocks.get(node) ?? -1]?.label);
  }

  attributeAuthor(node: ArticleNode, name: string): ChangeAuthor {
    return this.#author(this.#attribution?.blocks[this.#blocks.get(node) ?? -1]?.attributes[name]);
  }

  /** A part of a text block, cut where its author changes. */
  cut(node: ArticleNode, part: Exclude<TextPart, { kind: 'marks' }>, from: number): AuthoredPart[] {
    const to = from + part.text.length;
    const parts: AuthoredPart[] = [];
    let at = from;
    const push = (end: number, label: number | null) => {
      if (end <= at) return;
      const author = this.#author(label);
      const last = parts.at(-1);
      const text = part.text.slice(at - from, end - from);
      if (last && sameAuthor(last.author, author)) last.text += text;
      else parts.push({ ...part, text, author });
      at = end;
    };
    for (const run of this.#runs.get(this.#textblocks.get(node) ?? -1) ?? []) {
      if (run.to <= at || run.from >= to) continue;
      push(Math.min(run.from, to), null);
      push(Math.min(run.to, to), run.label);
    }
    push(to, null);
    return parts;
  }

  /** Who set the marks that a text has now; null when marks were only taken away. */
  markAuthor(node: ArticleNode, part: Extract<TextPart, { kind: 'marks' }>, from: number): ChangeAuthor {
    const block = this.#textblocks.get(node);
    const before = new Set(part.marksBefore.map((mark) => mark.type));
    const run = this.#attribution?.marks.find(
      (mark) =>
        mark.block === block &&
        mark.from < from + part.text.length &&
        from < mark.to &&
        part.marks.some((set) => set.type === mark.mark && !before.has(set.type)),
    );
    return this.#author(run?.label);
  }

  /** A whole block that came or went. */
  whole(node: ArticleNode, kind: 'added' | 'removed'): { maker: ChangeAuthor; text: AuthoredPart[] } {
    const parts: AuthoredPart[] = [];
    if (isTextblockType(node.type)) {
      let at = 0;
      for (const inline of node.content ?? []) {
        const text = inlineString([inline]);
        const whole = {
          kind,
          text,
          marks: inline.marks ?? [],
          ...(inline.text === undefined ? { node: inline } : {}),
        };
        parts.push(...this.cut(node, whole, at));
        at += text.length;
      }
    }
    return { maker: this.maker(node), text: parts };
  }
}

function sameAuthor(one: ChangeAuthor | undefined, other: ChangeAuthor): boolean {
  return one?.personId === other?.personId && one?.runId === other?.runId;
}

/** True for types of blocks that hold text themselves. */
export function isTextblockType(type: string): boolean {
  return documentSchema().nodes[type]?.inlineContent ?? false;
}
