// Where the others are: carets and selections drawn as an overlay above the text. Nothing is put into the text
// itself, since an element between two letters breaks the joining of Persian letters.
import { RUNS_MAP } from '@hamnevis/core/document/schema';
import type { AwarenessState, AwarenessUser } from '@hamnevis/core/sockets/awareness';
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { personColor } from '../../lib/person-colors.ts';
import classes from './remote-carets.module.css';

/** A margin name fades after this long without a move. */
const NAME_MS = 2000;
/** Names of carets in one line stand under each other, this far apart. */
const NAME_STEP_PX = 15;
/** A selection over more lines than this is drawn as its caret alone. */
const MAX_RECTANGLES = 200;

interface RemoteCaretsOptions {
  awareness: Awareness | null;
}

export const RemoteCarets = Extension.create<RemoteCaretsOptions>({
  name: 'remoteCarets',

  addOptions() {
    return { awareness: null };
  },

  addProseMirrorPlugins() {
    const { awareness } = this.options;
    if (!awareness) return [];
    return [
      new Plugin({
        key: new PluginKey('remote-carets'),
        view: (view) => new CaretLayer(view, awareness),
      }),
    ];
  },
});

/** The part of y-tiptap's state that positions are computed from. */
interface SyncState {
  doc: Y.Doc;
  type: Y.XmlFragment;
  binding: { mapping: never };
}

interface Caret {
  element: HTMLElement;
  name: HTMLElement | null;
  selection: HTMLElement[];
  /** Where it stands in the text. */
  at: number | null;
  /** Where it is drawn. */
  drawn: string;
  fade: ReturnType<typeof setTimeout> | undefined;
}

/** Where somebody is on the screen, and the way to draw them there. */
interface Place {
  y: number;
  isNamed: boolean;
  /** How far the name stands from the middle of its line. */
  draw: (nameOffset: number) => void;
}

class CaretLayer {
  private readonly view: EditorView;
  private readonly awareness: Awareness;
  private readonly layer = document.createElement('div');
  private readonly carets = new Map<number, Caret>();
  private readonly resize: ResizeObserver;
  private frame = 0;

  constructor(view: EditorView, awareness: Awareness) {
    this.view = view;
    this.awareness = awareness;
    this.layer.className = classes.layer ?? '';
    this.layer.setAttribute('aria-hidden', 'true');
    view.dom.parentElement?.append(this.layer);
    this.resize = new ResizeObserver(this.drawSoon);
    this.resize.observe(view.dom);
    awareness.on('change', this.othersMoved);
    this.drawSoon();
  }

  update(view: EditorView): void {
    this.publish(view);
    this.drawSoon();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.awareness.off('change', this.othersMoved);
    this.resize.disconnect();
    for (const caret of this.carets.values()) clearTimeout(caret.fade);
    this.layer.remove();
  }

  /** Tells the others where I am, as positions that move with the text. */
  private publish(view: EditorView): void {
    const sync = ySyncPluginKey.getState(view.state);
    if (!sync?.binding || !view.hasFocus()) return;
    const { anchor, head } = view.state.selection;
    const cursor = {
      anchor: absolutePositionToRelativePosition(anchor, sync.type, sync.binding.mapping),
      head: absolutePositionToRelativePosition(head, sync.type, sync.binding.mapping),
    };
    const known = this.awareness.getLocalState()?.cursor;
    if (JSON.stringify(known) === JSON.stringify(cursor)) return;
    this.awareness.setLocalStateField('cursor', cursor);
  }

  /** One's own caret is the browser's. */
  private othersMoved = (change: { added: number[]; updated: number[]; removed: number[] }): void => {
    const clients = [...change.added, ...change.updated, ...change.removed];
    if (clients.some((client) => client !== this.awareness.clientID)) this.drawSoon();
  };

  private drawSoon = (): void => {
    // A frame that is asked for is drawn; with nobody else here that is one more for every letter.
    if (this.carets.size === 0 && this.awareness.getStates().size <= 1) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  };

  private draw(): void {
    const sync = ySyncPluginKey.getState(this.view.state);
    if (!sync?.binding || this.view.isDestroyed) return;
    const seen = new Set<number>();
    const places: Place[] = [];
    const origin = this.layer.getBoundingClientRect();
    for (const [client, raw] of this.awareness.getStates()) {
      const state = raw as Partial<AwarenessState>;
      if (client === this.awareness.clientID || !state.user || !state.cursor) continue;
      const run = state.user.kind === 'ai' ? this.runPosition(state.user.runId, sync) : null;
      const anchor = run ?? this.positionOf(state.cursor.anchor, sync);
      const isCaret = JSON.stringify(state.cursor.anchor) === JSON.stringify(state.cursor.head);
      const head = run ?? (isCaret ? anchor : this.positionOf(state.cursor.head, sync));
      if (anchor === null || head === null) continue;
      seen.add(client);
      places.push(this.placeOf(client, state.user, anchor, head, origin));
    }
    // Read first and written after: in turns the browser would lay the article out anew for each of them.
    for (const place of places) {
      const inLine = places.filter(({ y, isNamed }) => isNamed && Math.abs(y - place.y) < NAME_STEP_PX / 2);
      place.draw((inLine.indexOf(place) - (inLine.length - 1) / 2) * NAME_STEP_PX);
    }
    for (const [client, caret] of this.carets) if (!seen.has(client)) this.remove(client, caret);
  }

  private positionOf(json: unknown, sync: SyncState): number | null {
    try {
      return this.absolute(Y.createRelativePositionFromJSON(json), sync);
    } catch {
      // What others write about themselves is not trusted to be well formed.
      return null;
    }
  }

  /** Where a run has got to: its cursor in the document moves with its text, its awareness comes later. */
  private runPosition(runId: string | undefined, sync: SyncState): number | null {
    const entry: unknown = runId === undefined ? undefined : sync.doc.getMap(RUNS_MAP).get(runId);
    const cursor: unknown =
      entry instanceof Y.Map ? entry.get('cursor') : (entry as { cursor?: unknown } | undefined)?.cursor;
    if (typeof cursor !== 'string') return null;
    try {
      const bytes = Uint8Array.from(atob(cursor), (char) => char.charCodeAt(0));
      return this.absolute(Y.decodeRelativePosition(bytes), sync);
    } catch {
      return null;
    }
  }

  private absolute(relative: Y.RelativePosition, sync: SyncState): number | null {
    const position = relativePositionToAbsolutePosition(sync.doc, sync.type, relative, sync.binding.mapping);
    return position === null ? null : Math.min(position, this.view.state.doc.content.size);
  }

  /** Reads where somebody is on the screen; nothing is drawn yet. */
  private placeOf(client: number, user: AwarenessUser, anchor: number, head: number, origin: DOMRect): Place {
    const at = this.view.coordsAtPos(head);
    const [x, y, height] = [at.left - origin.left, at.top - origin.top, at.bottom - at.top];
    const selected = anchor === head || user.kind === 'ai' ? [] : this.rectanglesOf(anchor, head);
    const draw = (nameOffset: number) => {
      const caret = this.carets.get(client) ?? this.add(client, user);
      const place = `${x} ${y} ${height} ${nameOffset}`;
      if (caret.drawn !== place) {
        caret.drawn = place;
        caret.element.style.transform = `translate(${x}px, ${y}px)`;
        caret.element.style.blockSize = `${height}px`;
        if (caret.name) {
          caret.name.style.transform = `translateY(${y + nameOffset}px)`;
          caret.name.style.lineHeight = `${height}px`;
        }
      }
      this.drawSelection(caret, user, selected, origin);
      if (caret.at !== head) {
        caret.at = head;
        this.wake(caret);
      }
    };
    return { y, isNamed: user.kind !== 'ai', draw };
  }

  private add(client: number, user: AwarenessUser): Caret {
    const element = document.createElement('div');
    element.className = classes.caret ?? '';
    element.dataset.testid = 'remote-caret';
    element.dataset.name = user.name;
    element.dataset.kind = user.kind;
    element.style.setProperty(
      '--person',
      user.kind === 'ai' ? 'var(--saffron-line)' : personColor(user.color),
    );
    this.layer.append(element);
    const name = user.kind === 'ai' ? null : this.addName(user);
    const caret: Caret = { element, name, selection: [], at: null, drawn: '', fade: undefined };
    this.carets.set(client, caret);
    return caret;
  }

  /** The name stands in the margin beside the line; the co-writer has none, since its block says who it is. */
  private addName(user: AwarenessUser): HTMLElement {
    const name = document.createElement('div');
    name.className = classes.name ?? '';
    // The layer itself runs left to right; the margin is on the side where the article's lines begin.
    name.dir = this.view.dom.dir;
    name.style.setProperty('--person', personColor(user.color));
    name.textContent = user.name.split(' ')[0] ?? user.name;
    this.layer.append(name);
    return name;
  }

  private wake(caret: Caret): void {
    clearTimeout(caret.fade);
    caret.name?.removeAttribute('data-rest');
    caret.fade = setTimeout(() => caret.name?.setAttribute('data-rest', ''), NAME_MS);
  }

  private drawSelection(
    caret: Caret,
    user: AwarenessUser,
    rectangles: readonly DOMRect[],
    origin: DOMRect,
  ): void {
    while (caret.selection.length > rectangles.length) caret.selection.pop()?.remove();
    rectangles.forEach((rectangle, index) => {
      let element = caret.selection[index];
      if (!element) {
        element = document.createElement('div');
        element.className = classes.selection ?? '';
        element.style.setProperty('--person', personColor(user.color));
        this.layer.append(element);
        caret.selection.push(element);
      }
      element.style.transform = `translate(${rectangle.left - origin.left}px, ${rectangle.top - origin.top}px)`;
      element.style.inlineSize = `${rectangle.width}px`;
      element.style.blockSize = `${rectangle.height}px`;
    });
  }

  private rectanglesOf(anchor: number, head: number): DOMRect[] {
    const from = this.view.domAtPos(Math.min(anchor, head));
    const to = this.view.domAtPos(Math.max(anchor, head));
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    const rectangles = Array.from(range.getClientRects()).filter((one) => one.width > 0 && one.height < 80);
    return rectangles.length > MAX_RECTANGLES ? [] : rectangles;
  }

  private remove(client: number, caret: Caret): void {
    clearTimeout(caret.fade);
    caret.element.remove();
    caret.name?.remove();
    for (const element of caret.selection) element.remove();
    this.carets.delete(client);
  }
}
