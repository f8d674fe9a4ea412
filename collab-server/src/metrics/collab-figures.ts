import type { Figure } from '@hamnevis/db/program/figures';
import type { CollabMetrics } from '../server.ts';

/** What a collab-server counts, in the words of /metrics. */
export function collabFigures(metrics: CollabMetrics): Figure[] {
  const gauge = (name: string, help: string, value: number): Figure => ({
    name: `hamnevis_collab_${name}`,
    help,
    type: 'gauge',
    value,
  });
  const counter = (name: string, help: string, value: number): Figure => ({
    name: `hamnevis_collab_${name}_total`,
    help,
    type: 'counter',
    value,
  });
  return [
    gauge('sockets', 'Open sockets', metrics.sockets),
    gauge('connections', 'Documents on all sockets; one socket may carry several', metrics.connections),
    gauge('documents', 'Documents that are held', metrics.documents),
    gauge('documents_asleep', 'Held documents that are kept as bytes', metrics.documentsAsleep),
    gauge('waiting_bytes', 'Bytes received and not yet committed', metrics.waitingBytes),
    counter('updates_committed', 'Updates that were committed', metrics.updatesCommitted),
    counter('updates_refused', 'Updates that were refused', metrics.updatesRefused),
  ];
}
