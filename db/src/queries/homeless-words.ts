import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { homelessWords } from '../schema/tables.ts';

export type HomelessRow = typeof homelessWords.$inferSelect;

/** Pieces in one answer; more come when these are settled. */
const MOST_PIECES = 2000;

/** Somebody's homeless words in a document that they have not settled yet. */
export function listHomeless(queries: Queries, documentId: string, personId: string): Promise<HomelessRow[]> {
  return queries
    .select()
    .from(homelessWords)
    .where(
      and(
        eq(homelessWords.documentId, documentId),
        eq(homelessWords.personId, personId),
        isNull(homelessWords.settledAt),
      ),
    )
    .orderBy(asc(homelessWords.clientId), asc(homelessWords.clock))
    .limit(MOST_PIECES);
}

/** Settles somebody's own open pieces and answers them; what is settled already, or another's, is left out. */
export function settleHomeless(
  tx: Transaction,
  wish: { documentId: string; personId: string; pieces: readonly string[]; as: 'put-back' | 'dismissed' },
): Promise<HomelessRow[]> {
  return tx
    .update(homelessWords)
    .set({ settledAt: new Date(), settledAs: wish.as })
    .where(
      and(
        eq(homelessWords.documentId, wish.documentId),
        eq(homelessWords.personId, wish.personId),
        inArray(homelessWords.id, [...wish.pieces]),
        isNull(homelessWords.settledAt),
      ),
    )
    .returning();
}
