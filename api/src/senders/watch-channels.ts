// Whether codes can be sent at all. Asked before anybody is looked up, so that a provider that is away is told to
// everybody alike and costs nobody a try.
import { type Channel, type CodeSender, DeliveryFault } from './code-sender.ts';

/** A channel that failed is left alone for so long; a probe that went well holds for so long. */
const TRUST_MS = 15_000;

export interface ChannelWatch {
  /** The milliseconds that a channel is left alone for; null when codes can be sent. */
  waitMs(channel: Channel, now: Date): Promise<number | null>;
  /** A code could not be sent by a fault of the channel. */
  failed(channel: Channel, now: Date): void;
  /** When codes of a channel last went nowhere: the pause after such a code is nobody's to wait out. */
  lastFailure(channel: Channel): Date | null;
}

export function watchChannels(sender: CodeSender): ChannelWatch {
  const failures = new Map<Channel, Date>();
  const probes = new Map<Channel, { at: Date; result: Promise<boolean> }>();
  const failed = (channel: Channel, now: Date): void => {
    failures.set(channel, now);
    probes.delete(channel);
  };
  const left = (channel: Channel, now: Date): number =>
    (failures.get(channel)?.getTime() ?? Number.NEGATIVE_INFINITY) + TRUST_MS - now.getTime();

  /** Requests that come together share one probe. */
  const isOpen = (channel: Channel, now: Date): Promise<boolean> => {
    if (!sender.probe) return Promise.resolve(true);
    const known = probes.get(channel);
    if (known && now.getTime() - known.at.getTime() < TRUST_MS) return known.result;
    const result = sender.probe(channel).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof DeliveryFault)) throw error;
        failed(channel, now);
        return false;
      },
    );
    probes.set(channel, { at: now, result });
    return result;
  };
  return {
    async waitMs(channel, now) {
      if (left(channel, now) > 0) return left(channel, now);
      return (await isOpen(channel, now)) ? null : TRUST_MS;
    },
    failed,
    lastFailure: (channel) => failures.get(channel) ?? null,
  };
}
