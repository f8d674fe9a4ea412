import type { AwarenessUser } from '@hamnevis/core/sockets/awareness';
import type { Editor } from '@tiptap/core';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import { useEffect, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Present, presentIn } from './use-people.ts';

/** What is shown of a heading. Its place is not: that moves with each letter before it, which changes nothing on the screen. */
export interface OutlineHeading {
  text: string;
  level: number;
  /** The others whose caret stands under this heading. */
  people: AwarenessUser[];
}

/** Waits for a pause before the headings are read again: the outline may lag, typing may not. */
const READ_AFTER_MS = 150;
/** A heading counts as read from when it stands this far below the upper edge of what one sees. */
const READING_LINE_PX = 120;

interface Outlined {
  headings: OutlineHeading[];
  current: number;
}

/** The headings of an article, who is under each, and the index of the one that is being read on the screen. */
export function useOutline(editor: Editor, awareness: Awareness): Outlined {
  const [outlined, setOutlined] = useState<Outlined>(() => outlineOf(editor, awareness));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      const now = outlineOf(editor, awareness);
      // Most letters and most moves of a caret change nothing of it.
      setOutlined((known) => (JSON.stringify(known) === JSON.stringify(now) ? known : now));
    };
    const later = () => {
      timer ??= setTimeout(look, READ_AFTER_MS);
    };
    look();
    editor.on('transaction', later);
    awareness.on('change', later);
    // Scrolling does not bubble; caught on its way down it tells of every scroller around the article.
    window.addEventListener('scroll', later, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      editor.off('transaction', later);
      awareness.off('change', later);
      window.removeEventListener('scroll', later, { capture: true });
    };
  }, [editor, awareness]);
  return outlined;
}

/** Where in the article a heading of the outline stands by now; null when it is gone. */
export function placeOfHeading(editor: Editor, index: number, { text }: OutlineHeading): number | null {
  const standing = headingsOf(editor);
  const heading =
    standing[index]?.text === text ? standing[index] : standing.find((one) => one.text === text);
  return (heading ?? standing[index])?.position ?? null;
}

interface StandingHeading {
  text: string;
  level: number;
  position: number;
}

function headingsOf(editor: Editor): StandingHeading[] {
  const headings: StandingHeading[] = [];
  if (editor.isDestroyed) return headings;
  editor.state.doc.forEach((node, position) => {
    if (node.type.name !== 'heading') return;
    const text = node.textContent.trim();
    if (text) headings.push({ text, level: Number(node.attrs.level), position });
  });
  return headings;
}

function outlineOf(editor: Editor, awareness: Awareness): Outlined {
  const standing = headingsOf(editor);
  const headings = standing.map(({ text, level }): OutlineHeading => ({ text, level, people: [] }));
  if (headings.length === 0) return { headings, current: -1 };
  for (const person of presentIn(awareness)) {
    const place = person.isMe ? null : positionOf(editor, person);
    if (place !== null) headings[headingAt(standing, place)]?.people.push(person.user);
  }
  return { headings, current: headingOnScreen(editor, standing) };
}

/** The last heading above the line that one reads at; -1 before the first one. */
function headingOnScreen(editor: Editor, headings: readonly StandingHeading[]): number {
  const scroller = editor.view.dom.closest('main');
  const line = (scroller?.getBoundingClientRect().top ?? 0) + READING_LINE_PX;
  return headings.findLastIndex(({ position }) => {
    const element = editor.view.nodeDOM(position);
    return element instanceof HTMLElement && element.getBoundingClientRect().top <= line;
  });
}

function headingAt(headings: readonly StandingHeading[], position: number): number {
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
