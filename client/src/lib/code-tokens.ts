// Reads code into coloured stretches. Loaded with the first block of code whose language is told.
import { common, createLowlight } from 'lowlight';

/** What a stretch of code is: few enough that each has an ink of its own in both themes. */
type TokenKind = 'keyword' | 'text' | 'number' | 'comment' | 'name';

export interface CodeToken {
  from: number;
  to: number;
  kind: TokenKind;
}

const KINDS: Readonly<Record<string, TokenKind>> = {
  keyword: 'keyword',
  built_in: 'name',
  type: 'name',
  title: 'name',
  attr: 'name',
  attribute: 'name',
  name: 'keyword',
  tag: 'keyword',
  'selector-tag': 'keyword',
  literal: 'number',
  number: 'number',
  string: 'text',
  regexp: 'text',
  symbol: 'number',
  comment: 'comment',
  quote: 'comment',
  meta: 'comment',
};

const lowlight = createLowlight(common);

/** The coloured stretches of a code, in order; none in a language that is not known. */
export function codeTokens(language: string, code: string): CodeToken[] {
  if (!lowlight.registered(language)) return [];
  const tokens: CodeToken[] = [];
  let at = 0;
  const read = (nodes: readonly HighlightNode[], kind: TokenKind | null) => {
    for (const node of nodes) {
      if (node.type === 'text') {
        const length = node.value?.length ?? 0;
        if (kind && length > 0) tokens.push({ from: at, to: at + length, kind });
        at += length;
      } else read(node.children ?? [], kindOf(node) ?? kind);
    }
  };
  read(lowlight.highlight(language, code).children as HighlightNode[], null);
  return tokens;
}

/** What lowlight answers with, as far as it is read here. */
interface HighlightNode {
  type: string;
  value?: string;
  children?: HighlightNode[];
  properties?: { className?: string[] };
}

function kindOf(node: HighlightNode): TokenKind | null {
  for (const name of node.properties?.className ?? []) {
    const kind = KINDS[name.replace(/^hljs-/, '')];
    if (kind) return kind;
  }
  return null;
}
