import { recordAudit } from '@hamnevis/db/queries/audit';
import { endAllSessions, endSession } from '@hamnevis/db/queries/sessions';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

interface Whose {
  personId: string;
  address: string;
}

/** Ends one session of a person and cuts its sockets; false when they have none of that id. */
export async function endOneSession(
  services: ApiServices,
  { personId, address, sessionId }: Whose & { sessionId: string },
): Promise<boolean> {
  const ended = await transact(services.database, null, async (tx) => {
    if (!(await endSession(tx, personId, sessionId))) return false;
    await recordAudit(tx, {
      actorId: personId,
      action: 'session.end',
      subjectKind: 'session',
      subjectId: sessionId,
      ip: address || null,
    });
    return true;
  });
  if (ended) services.signals.publish('session-ended', { sessionId });
  return ended;
}

/** Ends every session of a person and cuts their sockets. */
export async function endEverySession(services: ApiServices, { personId, address }: Whose): Promise<void> {
  const ended = await transact(services.database, null, async (tx) => {
    const sessions = await endAllSessions(tx, personId);
    await recordAudit(tx, {
      actorId: personId,
      action: 'session.end-all',
      subjectKind: 'person',
      subjectId: personId,
      detail: { sessions: sessions.length },
      ip: address || null,
    });
    return sessions;
  });
  for (const sessionId of ended) services.signals.publish('session-ended', { sessionId });
}
