// Writers who type as fast as they are acknowledged, until the server dies. Answers how far each was told it is safe.
import { answer, pauseMs, question } from './answer.ts';
import { clocksAfter, prepareKeystrokes } from './keystrokes.ts';
import { type Address, openPeer } from './peer.ts';

const { addresses, writers, inFlight } = question<{
  addresses: Address[];
  writers: number;
  inFlight: number;
}>();
const MOST_EDITS = 20_000;

const told = await Promise.all(
  addresses.flatMap(({ url, name, token }) =>
    Array.from({ length: writers }, async () => {
      const peer = await openPeer({ url, name, token });
      const keystrokes = prepareKeystrokes(peer.state, MOST_EDITS);
      const clocks = clocksAfter(keystrokes);
      let sent = 0;
      let acknowledged = 0;
      const sendNext = () => {
        const update = keystrokes.updates[sent];
        if (!update) return;
        sent += 1;
        peer.send(update);
      };
      peer.onAcknowledged = (saved) => {
        if (!saved) throw new Error('an edit was refused');
        acknowledged += 1;
        sendNext();
      };
      return {
        name,
        clientId: keystrokes.clientId,
        begin: () => {
          for (let first = 0; first < inFlight; first += 1) sendNext();
        },
        closed: peer.closed,
        safeClock: () => clocks[acknowledged - 1] ?? 0,
        acknowledged: () => acknowledged,
      };
    }),
  ),
);
process.stdout.write('typing\n');
for (const writer of told) writer.begin();
await Promise.all(told.map(({ closed }) => closed));
await pauseMs(50);
answer(
  told.map(({ name, clientId, safeClock, acknowledged }) => ({
    name,
    clientId,
    safeClock: safeClock(),
    acknowledged: acknowledged(),
  })),
);
