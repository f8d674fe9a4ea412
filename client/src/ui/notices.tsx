// Short messages for results that the screen does not already show. Errors stay until they are closed.
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './notices.module.css';

export interface Notice {
  id: number;
  kind: 'done' | 'error';
  text: string;
}

const DONE_MS = 4000;
let notices: readonly Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function close(id: number): void {
  publish(notices.filter((notice) => notice.id !== id));
}

/** Shows a message at the foot of the screen; `done` goes by itself, `error` waits to be closed. */
export function notify(kind: Notice['kind'], text: string): void {
  const id = nextId++;
  publish([...notices.filter((notice) => notice.text !== text), { id, kind, text }].slice(-4));
  if (kind === 'done') setTimeout(() => close(id), DONE_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Notices() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className={classes.stack} aria-live="polite" role="status">
      {shown.map((notice) => (
        <div key={notice.id} className={classes.notice} data-kind={notice.kind}>
          <span dir="auto">{notice.text}</span>
          <button type="button" onClick={() => close(notice.id)}>
            {t('actions.close')}
          </button>
        </div>
      ))}
    </div>
  );
}
