import type { AwarenessState, AwarenessUser } from '@hamnevis/core/sockets/awareness';
import { useEffect, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';

/** Somebody who has the document open; `cursor` as Yjs relative positions. */
export interface Present {
  user: AwarenessUser;
  cursor: AwarenessState['cursor'];
  isMe: boolean;
}

/** Not with a frame: asking for one makes the browser draw it, with every letter of everybody. */
const READ_AFTER_MS = 50;

/** Who is here: as {@link presentIn}, but drawn again only when somebody comes, goes or looks different. */
export function usePeople(awareness: Awareness | undefined): readonly Present[] {
  const [people, setPeople] = useState<readonly Present[]>([]);
  useEffect(() => {
    if (!awareness) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      const now = presentIn(awareness);
      // Carets move with every letter of everybody.
      setPeople((known) => (looksOf(known) === looksOf(now) ? known : now));
    };
    const read = () => {
      timer ??= setTimeout(look, READ_AFTER_MS);
    };
    look();
    awareness.on('change', read);
    return () => {
      clearTimeout(timer);
      awareness.off('change', read);
    };
  }, [awareness]);
  return people;
}

function looksOf(people: readonly Present[]): string {
  return JSON.stringify(people.map(({ user, isMe }) => [user, isMe]));
}

/** Each person once, whatever number of tabs they have; oneself first, the co-writer last. */
export function presentIn(awareness: Awareness): Present[] {
  const byPerson = new Map<string, Present>();
  for (const [client, raw] of awareness.getStates()) {
    const state = raw as Partial<AwarenessState>;
    if (!state.user?.id) continue;
    const isMe = client === awareness.clientID;
    const key = `${state.user.kind}:${state.user.kind === 'ai' ? 'co-writer' : state.user.id}`;
    const known = byPerson.get(key);
    if (known && !isMe && known.cursor) continue;
    byPerson.set(key, {
      user: state.user,
      cursor: state.cursor ?? null,
      isMe: isMe || (known?.isMe ?? false),
    });
  }
  return [...byPerson.values()].sort((a, b) => order(a) - order(b));
}

function order(present: Present): number {
  if (present.isMe) return 0;
  return present.user.kind === 'ai' ? 2 : 1;
}
