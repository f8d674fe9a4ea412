// People who open documents, one after the other or all at once, and leave again if they are not to stay. Answers how
// long it took until all had everything, and how many bytes each was sent.
import { answer, pauseMs, question } from './answer.ts';
import { type Address, openPeer } from './peer.ts';

const { addresses, atOnce } = question<{ addresses: Address[]; atOnce: boolean }>();
const began = performance.now();
const peers = [];
if (atOnce) peers.push(...(await Promise.all(addresses.map(openPeer))));
else for (const address of addresses) peers.push(await openPeer(address));
const tookMs = performance.now() - began;
const bytes = Math.max(...peers.map((peer) => peer.state.reduce((sum, { length }) => sum + length, 0)));
for (const peer of peers) peer.close();
await pauseMs(20);
answer({ tookMs, bytes });
