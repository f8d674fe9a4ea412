import { randomBytes } from 'node:crypto';
import { slugFromName } from '@hamnevis/core/organizations/slug';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { violatedUniqueness } from '@hamnevis/db/database-faults';

/**
 * Inserts something under a slug. One that the caller chose is taken as it is (`already-exists` when it is not
 * free); one made from the name gets a short random ending until it is free.
 */
export async function nameUniquely<Row>(
  given: { name: string; slug?: string | undefined },
  fallback: string,
  insert: (slug: string) => Promise<Row>,
): Promise<Row> {
  const wished = given.slug ?? slugFromName(given.name) ?? `${fallback}-${randomEnding()}`;
  for (let attempt = 0, slug = wished; ; attempt += 1) {
    try {
      return await insert(slug);
    } catch (error) {
      if (violatedUniqueness(error) === null || attempt === 5) throw error;
      if (given.slug !== undefined) {
        throw slugTaken();
      }
      slug = `${wished.slice(0, 60)}-${randomEnding()}`;
    }
  }
}

/** Does `work`, in which a slug may turn out to be taken: that is answered as `already-exists`. */
export async function refuseTakenSlug<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violatedUniqueness(error) === null) throw error;
    throw slugTaken();
  }
}

function slugTaken(): Problem {
  return new Problem('already-exists', { issues: [{ path: 'slug', message: 'taken' }] });
}

function randomEnding(): string {
  return randomBytes(3).toString('hex');
}
