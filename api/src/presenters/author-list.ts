import type { Author } from '@hamnevis/core/contract/history';
import type { AuthorKey, NameAuthor } from './authors.ts';

/** Authors numbered as they are first met. Two identities that became one person are one author. */
export class AuthorList {
  readonly #nameAuthor: NameAuthor;
  readonly #indexes = new Map<string, number>();
  /** In the order of their numbers. */
  readonly named: Author[] = [];

  constructor(nameAuthor: NameAuthor) {
    this.#nameAuthor = nameAuthor;
  }

  indexOf(author: AuthorKey): number {
    const named = this.#nameAuthor(author);
    const key = `${named.person.id} ${named.runId}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.named.push(named) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }
}
