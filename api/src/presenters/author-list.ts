import type { Author } from '@hamnevis/core/contract/history';
import type { Queries } from '@hamnevis/db/connect';
import { type AuthorKey, nameAuthors } from './authors.ts';

/** Authors numbered as they are first met. */
export class AuthorList {
  readonly #keys: AuthorKey[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf({ personId, runId }: AuthorKey): number {
    const key = `${personId} ${runId}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.#keys.push({ personId, runId }) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }

  /** All of them with their names, in the order of their numbers. */
  async named(queries: Queries): Promise<Author[]> {
    const nameAuthor = await nameAuthors(queries, this.#keys);
    return this.#keys.map(nameAuthor);
  }
}
