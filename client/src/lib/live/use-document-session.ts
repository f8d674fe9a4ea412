import type { Me } from '@hamnevis/core/contract/auth';
import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { documentKey } from '../documents.ts';
import { homelessKey } from '../use-homeless.ts';
import { runsKey } from '../use-runs.ts';
import { versionsKey } from '../use-versions.ts';
import { DocumentSession, type SessionView } from './document-session.ts';

const NOTHING = (): (() => void) => () => undefined;

/**
 * Opens a document for as long as the component stands; null until it has begun. `takeOpened` gives the session
 * that was opened before the interface was loaded, if there is one.
 */
export function useDocumentSession(
  documentId: string,
  me: Me | null | undefined,
  takeOpened: (documentId: string, personId: string) => DocumentSession | null,
): { session: DocumentSession; view: SessionView } | null {
  const queryClient = useQueryClient();
  const [session, setSession] = useState<DocumentSession | null>(null);
  const personId = me?.id;
  const name = me?.name;
  const color = me?.color;

  useEffect(() => {
    if (!personId) return;
    const opened =
      takeOpened(documentId, personId) ??
      new DocumentSession({
        documentId,
        user: { id: personId, name: name ?? '', color: color ?? 'p1', kind: 'person' },
      });
    opened.onMessage((message) => {
      for (const queryKey of staleKeys(documentId, message)) void queryClient.invalidateQueries({ queryKey });
    });
    setSession(opened);
    return () => {
      setSession(null);
      void opened.close();
    };
  }, [documentId, personId, name, color, queryClient, takeOpened]);

  const view = useSyncExternalStore(session?.subscribe ?? NOTHING, () => session?.getView() ?? null);
  return session && view ? { session, view } : null;
}

function staleKeys(documentId: string, message: ServerMessage): (readonly unknown[])[] {
  switch (message.type) {
    case 'refused':
    case 'status':
      return [documentKey(documentId), versionsKey(documentId)];
    case 'changed':
      switch (message.what) {
        case 'document':
          return [documentKey(documentId)];
        case 'versions':
          return [versionsKey(documentId)];
        case 'ai-runs':
          return [runsKey(documentId)];
        case 'homeless':
          return [homelessKey(documentId)];
        default:
          return [];
      }
    default:
      return [];
  }
}
