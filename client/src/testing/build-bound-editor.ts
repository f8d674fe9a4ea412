// An article with its editor's state bound to it, without a page: what y-tiptap needs of a view is here, and no more.
import { documentSchema } from '@hamnevis/core/document/schema';
import { EditorState, type Transaction } from '@tiptap/pm/state';
import { ySyncPlugin, ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** Somebody's replica of an article, and what their editor holds of it. */
export class BoundEditor {
  readonly document = new Y.Doc();
  readonly article = this.document.getXmlFragment('default');
  private readonly plugin = ySyncPlugin(this.article);
  state = EditorState.create({ schema: documentSchema(), plugins: [this.plugin] });
  private readonly view = {
    get state() {
      return this.read();
    },
    read: () => this.state,
    dispatch: (tr: Transaction) => this.dispatch(tr),
    hasFocus: () => false,
    isDestroyed: false,
  };
  private readonly drawn: { update?: (view: never, before: EditorState) => void };

  /** `client` makes the replica's letters tell from others'. The editor shows the article as it was given. */
  constructor(bytes: Uint8Array, client?: number) {
    if (client !== undefined) this.document.clientID = client;
    Y.applyUpdate(this.document, bytes);
    this.drawn = this.plugin.spec.view?.(this.view as never) as typeof this.drawn;
    ySyncPluginKey.getState(this.state)?.binding?._forceRerender();
  }

  dispatch(tr: Transaction): void {
    const before = this.state;
    this.state = this.state.apply(tr);
    this.drawn?.update?.(this.view as never, before);
  }
}
