import { useMemo, useSyncExternalStore } from 'react';
import { SaveStateLine } from '../features/editor/save-state-line.tsx';
import { useUnsavedGuard } from '../features/editor/use-unsaved-guard.ts';
import { CalmSave } from '../lib/live/calm-save.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import { useTabTitle } from './use-tab-title.ts';

/** Whether the words are safe: in the bar, in the tab's title, and when the page is left. */
export function SaveCorner({ session, title }: { session: DocumentSession; title: string }) {
  const calm = useMemo(() => new CalmSave(session), [session]);
  const told = useSyncExternalStore(calm.subscribe, calm.getTold);
  useUnsavedGuard(session);
  useTabTitle(title, told);
  return <SaveStateLine source={session} told={told} />;
}
