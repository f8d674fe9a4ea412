// Tickets of those who come at once, asked about in one question. Whoever comes while a question is on its way waits for
// the next: an answer is never older than its question.
import type { Database } from '@hamnevis/db/connect';
import { readTicketAdmissions, type TicketAdmission } from '@hamnevis/db/queries/collab-admission';

export type ReadTicket = (ticket: string, documentId: string) => Promise<TicketAdmission | null>;

/** So that nobody waits long for the others. */
const TICKETS_AT_ONCE = 200;

interface Waiting {
  ticket: string;
  documentId: string;
  resolve: (found: TicketAdmission | null) => void;
  reject: (error: unknown) => void;
}

export function gatherTickets(database: Database): ReadTicket {
  const queue: Waiting[] = [];
  let isAsking = false;

  async function askAll(): Promise<void> {
    isAsking = true;
    while (queue.length > 0) {
      const some = queue.splice(0, TICKETS_AT_ONCE);
      try {
        const found = await readTicketAdmissions(database, some);
        for (const [index, { resolve }] of some.entries()) resolve(found[index] ?? null);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    isAsking = false;
  }

  return (ticket, documentId) =>
    new Promise((resolve, reject) => {
      queue.push({ ticket, documentId, resolve, reject });
      if (!isAsking) void askAll();
    });
}
