/** Nesting of a body that nobody needs, and that parsers and databases choke on. */
const DEEPEST = 32;

/**
 * What is wrong with a JSON text that parsers take all the same, or null: a key twice in one object (two readers
 * would see two different requests), nesting deeper than anybody needs, a NUL (which Postgres keeps in no text). One
 * pass; texts that are no JSON are left to the parser.
 */
export function scanJson(text: string): string | null {
  /** The keys of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        if (end < 0) return null;
        const raw = text.slice(at, end + 1);
        if (raw.includes('\0') || hasEscapedNul(raw)) return 'a NUL is in a text';
        const keys = open.at(-1);
        if (expectsKey && keys) {
          const key = keyOf(raw);
          if (keys.has(key)) return `the key ${raw.slice(0, 80)} stands twice in one object`;
          keys.add(key);
        }
        expectsKey = false;
        at = end;
        break;
      }
      case '{':
      case '[':
        if (open.length >= DEEPEST) return `nested deeper than ${DEEPEST}`;
        open.push(text[at] === '{' ? new Set() : null);
        expectsKey = text[at] === '{';
        break;
      case '}':
      case ']':
        open.pop();
        expectsKey = false;
        break;
      case ',':
        expectsKey = open.at(-1) instanceof Set;
        break;
      default:
    }
  }
  return null;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** `\u0000`, but not the letters of one after an escaped backslash. */
function hasEscapedNul(raw: string): boolean {
  return /(?<!\\)(?:\\\\)*\\u0000/.test(raw);
}

/** The key as a parser reads it: `"a"` and `"\u0061"` are one. */
function keyOf(raw: string): string {
  try {
    return JSON.parse(raw) as string;
  } catch {
    return raw;
  }
}
