// How the co-writer's undecided text is drawn: a rule and a tint on its blocks, and a line above the first of them
// that says what it does. All decorations: nothing of it is in the document.
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { type RunGroup, runAt, runGroups } from '../../lib/run-blocks.ts';
import './run-marks.css';

/** Where the line of each run stands in the page; the interface draws into it. */
export class RunLines {
  /** Esc with the caret inside a run's block; true when the run was stopped. */
  onEscape: (runId: string) => boolean = () => false;
  private readonly elements = new Map<string, HTMLElement>();
  private shown: readonly string[] = [];
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The runs that have blocks in the article, in the order of the text. */
  runs = (): readonly string[] => this.shown;

  /** One element per run for as long as the editor lives, so that drawing again never flickers. */
  elementOf(runId: string): HTMLElement {
    let element = this.elements.get(runId);
    if (!element) {
      element = document.createElement('div');
      element.className = 'ai-run-line';
      element.contentEditable = 'false';
      this.elements.set(runId, element);
    }
    return element;
  }

  show(runs: readonly string[]): void {
    if (runs.length === this.shown.length && runs.every((run, index) => run === this.shown[index])) return;
    this.shown = runs;
    for (const listener of this.listeners) listener();
  }
}

interface RunMarksOptions {
  lines: RunLines;
}

export const RunMarks = Extension.create<RunMarksOptions>({
  name: 'runMarks',

  addOptions() {
    return { lines: new RunLines() };
  },

  addProseMirrorPlugins() {
    const { lines } = this.options;
    return [
      new Plugin<DecorationSet>({
        key: new PluginKey('run-marks'),
        state: {
          init: (_config, state) => draw(state.doc, lines),
          apply: (transaction, drawn) => (transaction.docChanged ? draw(transaction.doc, lines) : drawn),
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
          handleKeyDown(view, event) {
            if (event.key !== 'Escape') return false;
            const runId = runAt(view.state.doc, caretOf(view));
            return runId !== null && lines.onEscape(runId);
          },
        },
        view: (view) => {
          const tell = () => lines.show([...new Set(runGroups(view.state.doc).map((group) => group.runId))]);
          // Told after the drawing, so that the elements stand in the page when somebody draws into them.
          queueMicrotask(tell);
          return { update: tell };
        },
      }),
    ];
  },
});

/** Where the caret stands on the screen; the editor's own state learns of a click a moment later. */
function caretOf(view: EditorView): number {
  const selection = view.dom.ownerDocument.getSelection();
  const node = selection?.focusNode;
  if (!selection || !node || !view.dom.contains(node)) return view.state.selection.head;
  return view.posAtDOM(node, selection.focusOffset);
}

function draw(article: Node, lines: RunLines): DecorationSet {
  const groups = runGroups(article);
  const begun = new Set<string>();
  return DecorationSet.create(
    article,
    groups.flatMap((group) => {
      const isFirst = !begun.has(group.runId);
      begun.add(group.runId);
      return [...(isFirst ? [line(group, lines)] : []), ...blocks(group, isFirst)];
    }),
  );
}

function line(group: RunGroup, lines: RunLines): Decoration {
  return Decoration.widget(group.from, () => lines.elementOf(group.runId), {
    key: `run-line-${group.runId}`,
    side: -1,
    ignoreSelection: true,
    stopEvent: () => true,
  });
}

function blocks(group: RunGroup, hasLine: boolean): Decoration[] {
  return group.blocks.map((block, index) =>
    Decoration.node(block.from, block.to, {
      class: [
        'ai-run-block',
        index === 0 && !hasLine ? 'ai-run-first' : '',
        index === group.blocks.length - 1 ? 'ai-run-last' : '',
      ]
        .filter(Boolean)
        .join(' '),
    }),
  );
}
