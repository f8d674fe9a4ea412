// Of a replica's answer that lacks predecessors, what is whole is taken. The rest are words of a third that the replica holds
// and cannot place: they are kept for their author, and asked for again once what they lack is there.
import { completePart } from '@hamnevis/core/gate/complete-part';
import type { StructId } from '@hamnevis/core/gate/read-update';
import type { HomelessText } from '@hamnevis/core/history/homeless';
import { type Struct, textOf } from '@hamnevis/core/history/structs';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { ClientOwner } from '@hamnevis/db/queries/collab-clients';
import * as Y from 'yjs';
import type { Change } from './incoming-frames.ts';
import { judgeFrom, type Outcome, type Sender, type TakingParts, takeUpdate } from './take-update.ts';

export interface KeepingParts {
  bindClient: (documentId: string, clientId: number, owner: ClientOwner) => Promise<boolean>;
  /** Resolves when the words are kept for the owners of their client ids. */
  keepHomeless: (documentId: string, pieces: readonly HomelessText[]) => Promise<void>;
}

const GAP: Outcome = { saved: false, reason: 'gap' };

/**
 * Takes what is whole of an answer. Saved means: all of it is in the log, or its words are kept for the sender. Where
 * words of others are left (a forgery, for all we know) the answer is refused as before.
 */
export async function takePart(
  sender: Sender,
  change: Change,
  parts: TakingParts & KeepingParts,
): Promise<{ outcome: Outcome; lacks: readonly StructId[] }> {
  const { held } = sender;
  const { store } = held.article.document;
  const part = completePart(change.bytes, (client) => Y.getState(store, client));
  if (!(await isAllTheirs(sender, part.left, parts))) return { outcome: GAP, lacks: [] };
  let outcome: Outcome = { saved: true, clientIds: [] };
  if (part.update) {
    const verdict = await judgeFrom(sender, part.update, false, parts);
    outcome = await takeUpdate(sender, { ...change, bytes: part.update }, verdict, 'answer', parts);
  }
  if (!outcome.saved) return { outcome, lacks: [] };
  try {
    await parts.keepHomeless(held.id, wordsOf(part.left));
  } catch {
    return { outcome: { saved: false, reason: 'try-again' }, lacks: [] };
  }
  return { outcome, lacks: part.lacks };
}

/** Whether all that is left was written under client ids of the sender; one that nobody has becomes theirs. */
async function isAllTheirs(
  sender: Sender,
  left: readonly Struct[],
  parts: TakingParts & KeepingParts,
): Promise<boolean> {
  const { person, run } = sender.admission;
  const owner = { personId: person.id, runId: run?.id ?? null };
  for (const clientId of new Set(left.map(({ id }) => id.client))) {
    const isTheirs = await throughOutage(
      () => parts.bindClient(sender.held.id, clientId, owner),
      parts.signal,
    );
    if (!isTheirs) return false;
  }
  return true;
}

function wordsOf(left: readonly Struct[]): HomelessText[] {
  return left.flatMap((struct) => {
    const text = textOf(struct);
    if (text === undefined) return [];
    const { client, clock } = struct.id;
    return [{ client, clock, text, cause: 'arrived', near: null }];
  });
}
