// One client: a letter, its acknowledgement, the next letter. Answers the samples in milliseconds.
import { answer, question } from './answer.ts';
import { prepareKeystrokes } from './keystrokes.ts';
import { type Address, openPeer } from './peer.ts';

const { address, edits, warmUp } = question<{ address: Address; edits: number; warmUp: number }>();
const peer = await openPeer(address);
const { updates } = prepareKeystrokes(peer.state, edits + warmUp);
const samplesMs: number[] = [];
for (const [index, update] of updates.entries()) {
  const began = performance.now();
  const saved = await new Promise<boolean>((resolve) => {
    peer.onAcknowledged = resolve;
    peer.send(update);
  });
  if (!saved) throw new Error('an edit was refused');
  if (index > warmUp) samplesMs.push(performance.now() - began);
}
answer(samplesMs);
