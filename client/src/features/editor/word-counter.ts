// The words of an article, counted block by block: a block that did not change is not counted again, and counting may stop
// anywhere and go on later, so that it never holds up typing.
import type { Language } from '@hamnevis/core/contract/shared';
import { footnoteNumbers } from '@hamnevis/core/document/footnotes';
import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, plainText, plainTextOfPart } from '@hamnevis/core/document/yjs';
import type { Node } from '@tiptap/pm/model';

export class WordCounter {
  private readonly language: Language;
  private readonly known = new WeakMap<Node, number>();

  constructor(language: Language) {
    this.language = language;
  }

  /**
   * The words of an article, by the same reading of the text as the library's figure; null when `mayGoOn` said no before
   * all blocks were counted. What was counted until then is known the next time.
   */
  count(article: Node, mayGoOn: () => boolean): number | null {
    let words = 0;
    const noted: Node[] = [];
    for (let index = 0; index < article.childCount; index += 1) {
      const block = article.child(index);
      // Whether a note has a number, which is a word, depends on what stands elsewhere.
      if (hasNotes(block)) {
        noted.push(block);
        continue;
      }
      let inBlock = this.known.get(block);
      if (inBlock === undefined) {
        if (!mayGoOn()) return null;
        inBlock = countWords(plainText(block.toJSON() as ArticleNode), this.language);
        this.known.set(block, inBlock);
      }
      words += inBlock;
    }
    if (noted.length === 0) return words;
    const parts = noted.map((block) => block.toJSON() as ArticleNode);
    const numbers = footnoteNumbers({ type: 'doc', content: parts });
    return parts.reduce(
      (sum, part) => sum + countWords(plainTextOfPart(part, numbers), this.language),
      words,
    );
  }
}

const withNotes = new WeakMap<Node, boolean>();

function hasNotes(block: Node): boolean {
  let found = withNotes.get(block);
  if (found === undefined) {
    found = block.type.name === 'footnote';
    block.descendants((node) => {
      found ||= node.type.name === 'footnoteMark' || node.type.name === 'footnote';
      return !found;
    });
    withNotes.set(block, found ?? false);
  }
  return found ?? false;
}
