import { useEffect, useRef } from 'react';
import { isShortcut, type ShortcutName } from './shortcuts.ts';

/** What each key of the page does; false lets the browser have it. */
export type ShortcutActions = Partial<Record<ShortcutName, () => unknown>>;

/** Keys that count wherever the focus is; the text has had its turn before. */
export function useShortcuts(actions: ShortcutActions): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      for (const [name, act] of Object.entries(now.current)) {
        if (!isShortcut(event, name as ShortcutName)) continue;
        // Without Ctrl it is something that one types.
        if (!event.ctrlKey && !event.metaKey && isTextPlace(event.target)) continue;
        if (act() !== false) event.preventDefault();
        return;
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function isTextPlace(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
