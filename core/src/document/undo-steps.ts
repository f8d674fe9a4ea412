// One's own steps, taken back and made again, past those that Yjs can no longer take.

/**
 * Calls `step`, which takes one step of a `Y.UndoManager`, again where Yjs throws a TypeError: text that would come back into
 * a block which was brought back before, deleted again by somebody and collected since (`redoItem` of Yjs 13.6 follows the
 * block to where nothing stands any more). That step is off the stack and gone; the one before it can still be taken.
 * Answers what `step` answers.
 */
export function pastLostSteps<Answer>(step: () => Answer): Answer {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
