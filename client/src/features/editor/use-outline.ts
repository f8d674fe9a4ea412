import type { Editor } from '@tiptap/core';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import { useEffect, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Present, usePeople } from './use-people.ts';

export interface OutlineHeading {
  text: string;
  level: number;
  position: number;
  /** The others whose caret stands under this heading. */
  people: Present[];
}

/** Waits for a pause before the headings are read again: the outline may lag, typing may not. */
const READ_AFTER_MS = 250;

/** The headings of an article, who is under each, and the index of the one under one's own caret. */
export function useOutline(
  editor: Editor,
  awareness: Awareness,
): { headings: OutlineHeading[]; current: number } {
  const people = usePeople(awareness);
  const [, redraw] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        redraw((count) => count + 1);
      }, READ_AFTER_MS);
    };
    editor.on('transaction', later);
    return () => {
      clearTimeout(timer);
      editor.off('transaction', later);
    };
  }, [editor]);

  const headings: OutlineHeading[] = [];
  if (editor.isDestroyed) return { headings, current: -1 };
  editor.state.doc.forEach((node, position) => {
    const text = node.textContent.trim();
    if (node.type.name === 'heading' && text) {
      headings.push({ text, level: Number(node.attrs.level), position, people: [] });
    }
  });
  for (const person of people) {
    const place = person.isMe ? null : positionOf(editor, person);
    if (place !== null) headings[headingAt(headings, place)]?.people.push(person);
  }
  return { headings, current: headingAt(headings, editor.state.selection.head) };
}

function headingAt(headings: readonly OutlineHeading[], position: number): number {
  return headings.findLastIndex((heading) => heading.position < position);
}

function positionOf(editor: Editor, person: Present): number | null {
  const sync = ySyncPluginKey.getState(editor.state);
  if (!sync?.binding || !person.cursor) return null;
  try {
    const head = Y.createRelativePositionFromJSON(person.cursor.head);
    return relativePositionToAbsolutePosition(sync.doc, sync.type, head, sync.binding.mapping);
  } catch {
    return null;
  }
}
