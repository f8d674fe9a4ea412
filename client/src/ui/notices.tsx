// Short messages for results that the screen does not already show. Errors and news stay until they are closed.
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './notices.module.css';

export interface Notice {
  id: number;
  kind: 'done' | 'error' | 'news';
  text: string;
  /** What can be done about it, once. */
  action?: { label: string; run: () => void } | undefined;
}

const DONE_MS = 4000;
/** A way back is offered long enough to be found and taken with the keyboard. */
const ACTION_MS = 20_000;
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

/** Shows a message at the foot of the screen; `done` goes by itself, the others wait to be closed. */
export function notify(kind: Notice['kind'], text: string, action?: Notice['action']): void {
  const id = nextId++;
  publish([...notices.filter((notice) => notice.text !== text), { id, kind, text, action }].slice(-4));
  if (kind === 'done') setTimeout(() => close(id), action ? ACTION_MS : DONE_MS);
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
          {notice.action ? (
            <button
              type="button"
              data-testid="notice-action"
              onClick={() => {
                close(notice.id);
                notice.action?.run();
              }}
            >
              {notice.action.label}
            </button>
          ) : null}
          <button type="button" onClick={() => close(notice.id)}>
            {t('actions.close')}
          </button>
        </div>
      ))}
    </div>
  );
}
