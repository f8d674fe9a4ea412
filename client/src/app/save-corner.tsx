import { useSyncExternalStore } from 'react';
import { SaveStateLine } from '../features/editor/save-state-line.tsx';
import { useUnsavedGuard } from '../features/editor/use-unsaved-guard.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import { useTabTitle } from './use-tab-title.ts';

/** Whether the words are safe: in the bar, in the tab's title, and when the page is left. Alone in being drawn
 * again with every keystroke. */
export function SaveCorner({ session, title }: { session: DocumentSession; title: string }) {
  const save = useSyncExternalStore(session.subscribe, session.getSave);
  useUnsavedGuard(save);
  useTabTitle(title, save);
  return <SaveStateLine state={save} />;
}
