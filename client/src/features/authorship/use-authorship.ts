import type { Authorship } from '@hamnevis/core/contract/history';
import { useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import { request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';

/** Asked again after a pause of this length, and at the latest after the other while nobody pauses. */
const PAUSE_MS = 2000;
const PATIENCE_MS = 12_000;
/** What was typed a moment ago should be in the answer; without a connection the last answer stays. */
const CONFIRM_MS = 3000;

/** Who wrote what stands in the text, kept up with it. */
export function useAuthorship(documentId: string, session: DocumentSession, editor: Editor) {
  const query = useQuery({
    queryKey: ['documents', documentId, 'authorship'],
    queryFn: async ({ signal }) => {
      await Promise.race([session.confirmed(), new Promise((resolve) => setTimeout(resolve, CONFIRM_MS))]);
      return request<Authorship>('GET', `/documents/${documentId}/authorship`, { signal });
    },
  });
  const { refetch } = query;
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    let latest: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      clearTimeout(pause);
      clearTimeout(latest);
      latest = undefined;
      void refetch();
    };
    const later = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (!transaction.docChanged) return;
      clearTimeout(pause);
      pause = setTimeout(ask, PAUSE_MS);
      latest ??= setTimeout(ask, PATIENCE_MS);
    };
    editor.on('transaction', later);
    return () => {
      clearTimeout(pause);
      clearTimeout(latest);
      editor.off('transaction', later);
    };
  }, [editor, refetch]);
  return query;
}
