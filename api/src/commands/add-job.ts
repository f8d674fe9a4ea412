import type { QueueName, QueuePayloads } from '@hamnevis/db/queues/connect-queues';
import type { ApiServices } from '../services.ts';

/** A person waits for the broker so long; the row that they asked for is the truth, and the sweep adds its job. */
const QUEUE_PATIENCE_MS = 1000;

/** Adds the job of a row that is committed; never throws. */
export async function addJob<N extends QueueName>(
  { queues, log }: ApiServices,
  queue: N,
  jobId: string,
  payload: QueuePayloads[N],
): Promise<void> {
  try {
    await inTime(queues.add(queue, jobId, payload));
  } catch (error) {
    log.warn({ err: error, queue, jobId }, 'a row waits for the sweep: its job was not added');
  }
}

/** While the broker is away its client waits for it without end; the person who asked does not. */
async function inTime(adding: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the queue did not answer in ${QUEUE_PATIENCE_MS} ms`)),
      QUEUE_PATIENCE_MS,
    );
  });
  try {
    await Promise.race([adding, late]);
  } finally {
    clearTimeout(timer);
    // It may still be refused later, when nobody waits for it any more.
    adding.catch(() => {});
  }
}
