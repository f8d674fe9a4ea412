// The article that the editor shares with everybody, with an undo that goes past steps which Yjs can no longer take:
// whoever calls the command, by key, menu or program.
import { pastLostSteps } from '@hamnevis/core/document/undo-steps';
import { Collaboration } from '@tiptap/extension-collaboration';

export const SharedArticle = Collaboration.extend({
  addCommands() {
    const { undo, redo } = this.parent?.() ?? {};
    return {
      ...(undo && { undo: () => (props) => pastLostSteps(() => undo()(props)) }),
      ...(redo && { redo: () => (props) => pastLostSteps(() => redo()(props)) }),
    };
  },
});
