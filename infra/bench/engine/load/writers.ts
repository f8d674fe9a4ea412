// Many writers in one document, each at its own even pace. Answers, seen at a few of them, how long each letter took
// to its reader, and how many of them came at all.
import { answer, pauseMs, question } from './answer.ts';
import { clocksAfter, clocksIn, prepareKeystrokes } from './keystrokes.ts';
import { type Address, openPeer } from './peer.ts';

export interface WritersAsked {
  address: Address;
  writers: number;
  /** All of them together. */
  updatesPerSecond: number;
  seconds: number;
}

export interface WritersFound {
  samplesMs: number[];
  /** Share of the letters that came at all. */
  arrived: number;
}

/** Readers that look into what they receive; to look into all of it at all of them would measure the load. */
const WATCHERS = 2;
const TICK_MS = 4;
const WARM_UP_SECONDS = 1;
/** How long the last letter is waited for. */
const LATE_MS = 15_000;

const { address, writers, updatesPerSecond, seconds } = question<WritersAsked>();
const peers = await Promise.all(Array.from({ length: writers }, () => openPeer(address)));
const total = Math.ceil(updatesPerSecond * (seconds + WARM_UP_SECONDS));
const each = Math.ceil(total / writers);
const hands = peers.map((peer) => {
  const keystrokes = prepareKeystrokes(peer.state, each);
  return { peer, keystrokes, clocks: clocksAfter(keystrokes), sentAt: new Float64Array(each + 1), sent: 0 };
});
const byClient = new Map(hands.map((hand) => [hand.keystrokes.clientId, hand]));

const samplesMs: number[] = [];
let warmUntil = Number.POSITIVE_INFINITY;
let seen = 0;
for (const watcher of hands.slice(0, WATCHERS)) {
  const next = new Map<number, number>();
  watcher.peer.onUpdate = (update) => {
    const now = performance.now();
    for (const [client, clock] of clocksIn(update)) {
      const hand = byClient.get(client);
      // A stock server sends one's own letters back too.
      if (!hand || hand === watcher) continue;
      let index = next.get(client) ?? 0;
      for (; index < hand.sent && (hand.clocks[index] as number) <= clock; index += 1) {
        const sentAt = hand.sentAt[index] as number;
        if (sentAt < warmUntil) continue;
        seen += 1;
        samplesMs.push(now - sentAt);
      }
      next.set(client, index);
    }
  };
}

const began = performance.now();
warmUntil = began + WARM_UP_SECONDS * 1000;
let turn = 0;
for (let sent = 0; sent < total; ) {
  const due = Math.min(total, ((performance.now() - began) / 1000) * updatesPerSecond);
  for (; sent < due; sent += 1) {
    const hand = hands[turn % writers] as (typeof hands)[number];
    turn += 1;
    const update = hand.keystrokes.updates[hand.sent];
    if (!update) continue;
    hand.sentAt[hand.sent] = performance.now();
    hand.sent += 1;
    hand.peer.send(update);
  }
  await pauseMs(TICK_MS);
}
const expected = hands.reduce(
  (sum, { sentAt, sent }, index) =>
    sum +
    sentAt.subarray(0, sent).filter((at) => at >= warmUntil).length *
      (index < WATCHERS ? WATCHERS - 1 : WATCHERS),
  0,
);
const deadline = performance.now() + LATE_MS;
while (seen < expected && performance.now() < deadline) await pauseMs(20);
answer({ samplesMs, arrived: seen / expected } satisfies WritersFound);
