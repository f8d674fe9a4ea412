import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { completePart } from './complete-part.ts';
import { judgeUpdate } from './judge-update.ts';

/** Writers who hear of each other now and then, each change as an update of its own, in the order in which they were made. */
function story(
  steps: readonly { who: number; at: number; hears: boolean; deletes: boolean }[],
): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const docs = [1, 2, 3].map((clientID) => {
    const doc = new Y.Doc();
    doc.clientID = clientID;
    return doc;
  });
  const [first] = docs as [Y.Doc, Y.Doc, Y.Doc];
  first.on('update', (update: Uint8Array) => updates.push(update));
  first.getXmlFragment('default').insert(0, [new Y.XmlText('[]')]);
  for (const doc of docs.slice(1)) {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(first));
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update);
    });
  }
  for (const [index, { who, at, hears, deletes }] of steps.entries()) {
    const doc = docs[who] as Y.Doc;
    const text = doc.getXmlFragment('default').get(0) as Y.XmlText;
    if (hears && who > 0) for (const update of [...updates]) Y.applyUpdate(doc, update, 'heard');
    if (deletes && text.length > 2) text.delete(at % (text.length - 1), 1);
    else text.insert(1 + (at % (text.length - 1)), String(index % 10), {});
  }
  return updates;
}

it('what is whole is taken at once, the rest when what it lacks has come, in whatever order: nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ who: fc.nat(2), at: fc.nat(50), hears: fc.boolean(), deletes: fc.boolean() }), {
        minLength: 2,
        maxLength: 30,
      }),
      fc.array(fc.boolean(), { minLength: 31, maxLength: 31 }),
      (steps, held) => {
        const updates = story(steps);
        const whole = new Y.Doc();
        for (const update of updates) Y.applyUpdate(whole, update);
        const server = new Y.Doc();
        const take = (bytes: Uint8Array) => {
          const part = completePart(bytes, (client) => Y.getState(server.store, client));
          if (!part.update) return part;
          // The gate lets it in, and Yjs has nothing to hold back.
          const { verdict } = judgeUpdate(part.update, server, { runId: null }, { maxUpdateBytes: 1e6 });
          expect(verdict).not.toBe('incomplete');
          Y.applyUpdate(server, part.update);
          expect([server.store.pendingStructs, server.store.pendingDs]).toEqual([null, null]);
          return part;
        };
        // Some of the updates first, without those that they may need; then those.
        const some = Y.mergeUpdates(
          updates.filter((_, index) => held[index % held.length]).concat(updates.slice(0, 1)),
        );
        const { left, lacks } = take(some);
        for (const { client, clock } of lacks)
          expect(clock).toBeGreaterThanOrEqual(Y.getState(server.store, client));
        if (left.length > 0) expect(lacks.length).toBeGreaterThan(0);
        take(
          Y.mergeUpdates(
            updates.filter((_, index) => !held[index % held.length]).concat(updates.slice(0, 1)),
          ),
        );
        const rest = take(some);
        take(Y.mergeUpdates(updates));
        expect(rest.left.every((struct) => struct.length > 0)).toBe(true);
        expect(Y.encodeStateAsUpdate(server)).toEqual(Y.encodeStateAsUpdate(whole));
      },
    ),
    { numRuns: 200 },
  );
});
