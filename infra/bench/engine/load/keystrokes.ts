// One writer's keystrokes, made before the clock starts.
import { readUpdate } from '@hamnevis/core/gate/read-update';
import * as Y from 'yjs';

export interface Keystrokes {
  clientId: number;
  /** The first one makes a paragraph; every other one is a letter at its end. */
  updates: Uint8Array[];
}

export function prepareKeystrokes(state: readonly Uint8Array[], count: number): Keystrokes {
  const document = new Y.Doc();
  for (const update of state) Y.applyUpdate(document, update);
  const updates: Uint8Array[] = [];
  document.on('update', (update: Uint8Array) => updates.push(update));
  const text = new Y.XmlText();
  document.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [text]);
    const article = document.getXmlFragment('default');
    article.insert(article.length, [paragraph]);
  });
  for (let letter = 0; letter < count; letter += 1) text.insert(letter, 'آ', {});
  return { clientId: document.clientID, updates };
}

/** Up to which clock each client's letters are in an update. */
export function clocksIn(update: Uint8Array): [client: number, clock: number][] {
  return [...readUpdate(update).structs].map(([client, structs]) => {
    const last = structs.at(-1);
    return [client, (last?.clock ?? 0) + (last?.length ?? 0)];
  });
}

/** The clock of a writer's document after each of its updates. */
export function clocksAfter({ updates }: Keystrokes): number[] {
  return updates.map((update) => clocksIn(update)[0]?.[1] ?? 0);
}
