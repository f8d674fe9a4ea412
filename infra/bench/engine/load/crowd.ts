// A full house: many connections that say nothing, and beside them documents in which one types and one reads. Answers
// the pings of some of the silent ones, and what a letter took from the writer to the reader.
import { answer, pauseMs, question } from './answer.ts';
import { clocksIn, prepareKeystrokes } from './keystrokes.ts';
import { type Address, openPeer } from './peer.ts';

export interface CrowdAsked {
  /** One per silent connection. */
  idle: Address[];
  /** One per document with a writer and a reader. */
  active: Address[];
  updatesPerSecondEach: number;
  seconds: number;
}

export interface CrowdFound {
  pingsMs: number[];
  keystrokesMs: number[];
}

const PINGING = 20;
const PING_EVERY_MS = 100;
const OPENING_AT_ONCE = 50;
const WARM_UP_SECONDS = 1;

const asked = question<CrowdAsked>();

async function openAll(addresses: readonly Address[]) {
  const peers = [];
  for (let from = 0; from < addresses.length; from += OPENING_AT_ONCE) {
    peers.push(...(await Promise.all(addresses.slice(from, from + OPENING_AT_ONCE).map(openPeer))));
  }
  return peers;
}

const idle = await openAll(asked.idle);
const writers = await openAll(asked.active);
const readers = await openAll(asked.active);
const { updatesPerSecondEach, seconds } = asked;
const count = Math.ceil(updatesPerSecondEach * (seconds + WARM_UP_SECONDS));
const began = performance.now();
const warmUntil = began + WARM_UP_SECONDS * 1000;
const endsAt = warmUntil + seconds * 1000;

const keystrokesMs: number[] = [];
for (const [index, writer] of writers.entries()) {
  const { updates, clientId } = prepareKeystrokes(writer.state, count);
  let sentAt = 0;
  const reader = readers[index];
  if (reader)
    reader.onUpdate = (update) => {
      const now = performance.now();
      if (sentAt < warmUntil || !clocksIn(update).some(([client]) => client === clientId)) return;
      keystrokesMs.push(now - sentAt);
    };
  const everyMs = 1000 / updatesPerSecondEach;
  const type = () => {
    const update = updates.shift();
    if (!update || performance.now() > endsAt) return;
    sentAt = performance.now();
    writer.send(update);
    setTimeout(type, everyMs);
  };
  // They do not press their keys all in the same millisecond.
  setTimeout(type, (index / writers.length) * everyMs);
}

const pingsMs: number[] = [];
const pinging = idle.slice(0, PINGING).map(async (peer) => {
  while (performance.now() < endsAt) {
    const ms = await peer.ping();
    if (performance.now() > warmUntil) pingsMs.push(ms);
    await pauseMs(PING_EVERY_MS);
  }
});
await Promise.all(pinging);
answer({ pingsMs, keystrokesMs } satisfies CrowdFound);
