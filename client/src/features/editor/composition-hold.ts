// While a phone's keyboard composes a word, what others write waits: a change under the composition would break it off
// and type its beginning twice. Waiting costs them nothing; one's own words go out as ever.
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';

/** The editor reads what was composed a moment after it has ended. */
const AFTER_END_MS = 80;
/** No composition keeps others out for longer. */
const MOST_MS = 10_000;

export const CompositionHold = Extension.create<{ hold: (held: boolean) => void }>({
  name: 'compositionHold',

  addOptions() {
    return { hold: () => undefined };
  },

  addProseMirrorPlugins() {
    const { hold } = this.options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const endIn = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => hold(false), ms);
    };
    return [
      new Plugin({
        key: new PluginKey('composition-hold'),
        props: {
          handleDOMEvents: {
            compositionstart: () => {
              hold(true);
              endIn(MOST_MS);
              return false;
            },
            compositionend: () => {
              endIn(AFTER_END_MS);
              return false;
            },
            blur: () => {
              endIn(AFTER_END_MS);
              return false;
            },
          },
        },
        view: () => ({
          destroy: () => {
            clearTimeout(timer);
            hold(false);
          },
        }),
      }),
    ];
  },
});
