import type { AwarenessState } from '@hamnevis/core/sockets/awareness';
import type { Editor } from '@tiptap/core';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import { useEffect, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

/** Whom this reader follows; `follow(null)` ends it. */
export interface Following {
  personId: string | null;
  follow: (personId: string | null) => void;
}

/** What a reader does by hand ends the following: one's own place is one's own. */
const OWN_MOVES = ['wheel', 'touchmove', 'keydown', 'mousedown'] as const;

/** Goes to a person's caret and stays with it until the reader moves by themselves. */
export function useFollow(editor: Editor | null, awareness: Awareness | undefined): Following {
  const [personId, follow] = useState<string | null>(null);
  useEffect(() => {
    if (personId === null || !editor || !awareness) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const at = caretOf(editor, awareness, personId);
        if (at === 'gone') follow(null);
        else if (at !== null) show(editor, at);
      });
    };
    const end = (event: Event) => {
      const isOnPeople = event.target instanceof Element && event.target.closest('[data-follow]');
      if (!isOnPeople) follow(null);
    };
    look();
    awareness.on('change', look);
    editor.on('update', look);
    for (const move of OWN_MOVES) window.addEventListener(move, end, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      awareness.off('change', look);
      editor.off('update', look);
      for (const move of OWN_MOVES) window.removeEventListener(move, end);
    };
  }, [editor, awareness, personId]);
  return { personId, follow };
}

/** `gone` when the person has left; null while they have no place in the text. */
function caretOf(editor: Editor, awareness: Awareness, personId: string): number | 'gone' | null {
  const sync = editor.isDestroyed ? undefined : ySyncPluginKey.getState(editor.state);
  let isHere = false;
  for (const [client, raw] of awareness.getStates()) {
    const state = raw as Partial<AwarenessState>;
    if (client === awareness.clientID || state.user?.id !== personId) continue;
    isHere = true;
    if (!state.cursor || !sync?.binding) continue;
    try {
      const head = Y.createRelativePositionFromJSON(state.cursor.head);
      return relativePositionToAbsolutePosition(sync.doc, sync.type, head, sync.binding.mapping);
    } catch {
      // What others write about themselves is not trusted to be well formed.
    }
  }
  return isHere ? null : 'gone';
}

function show(editor: Editor, at: number): void {
  const scroller = editor.view.dom.closest('main');
  if (!scroller) return;
  const box = scroller.getBoundingClientRect();
  const caret = editor.view.coordsAtPos(Math.min(at, editor.state.doc.content.size));
  const edge = box.height / 6;
  if (caret.top >= box.top + edge && caret.bottom <= box.bottom - edge) return;
  scroller.scrollBy({ top: caret.top - box.top - box.height / 2 });
}
