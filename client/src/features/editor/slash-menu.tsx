import {
  IconAlignJustified,
  IconAsterisk,
  IconBlockquote,
  IconCode,
  IconColumns2,
  IconH1,
  IconH2,
  IconH3,
  IconH4,
  IconInfoSquareRounded,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconListTree,
  IconMath,
  IconMathFunction,
  IconMinus,
  IconPaperclip,
  IconPhoto,
  IconSpacingHorizontal,
  IconTable,
} from '@tabler/icons-react';
import type { Editor } from '@tiptap/core';
import { PluginKey } from '@tiptap/pm/state';
import { Suggestion, type SuggestionProps } from '@tiptap/suggestion';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SparkIcon } from '../../ui/avatar.tsx';
import classes from './editor.module.css';
import { findSlashItems, type SlashItem } from './slash-items.ts';

const KEY = new PluginKey('slash-menu');
const GAP = 8;

const ICONS: Record<string, ComponentType<{ size?: number }>> = {
  coWriter: SparkIcon,
  paragraph: IconAlignJustified,
  heading1: IconH1,
  heading2: IconH2,
  heading3: IconH3,
  heading4: IconH4,
  bulletList: IconList,
  orderedList: IconListNumbers,
  blockquote: IconBlockquote,
  codeBlock: IconCode,
  table: IconTable,
  taskList: IconListCheck,
  callout: IconInfoSquareRounded,
  details: IconListTree,
  couplet: IconColumns2,
  footnote: IconAsterisk,
  formula: IconMathFunction,
  formulaBlock: IconMath,
  image: IconPhoto,
  file: IconPaperclip,
  horizontalRule: IconMinus,
  halfSpace: IconSpacingHorizontal,
};

interface Open {
  items: SlashItem[];
  chosen: number;
  place: () => DOMRect | null;
  choose: (item: SlashItem) => void;
}

/** The menu that a slash opens at the caret: arrows, Enter, Esc; the caret never leaves the text. */
export function SlashMenu({ editor, onCoWriter }: { editor: Editor; onCoWriter: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open | null>(null);
  const openNow = useRef<Open | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const coWriter = useRef(onCoWriter);
  coWriter.current = onCoWriter;

  useEffect(() => {
    const show = (next: Open | null) => {
      openNow.current = next;
      setOpen(next);
      if (next) editor.view.dom.setAttribute('aria-controls', 'slash-menu');
      else editor.view.dom.removeAttribute('aria-controls');
    };
    const opened = (props: SuggestionProps<SlashItem>) =>
      show({
        items: props.items,
        chosen: 0,
        place: () => props.clientRect?.() ?? null,
        choose: (item) => props.command(item),
      });
    editor.registerPlugin(
      Suggestion<SlashItem>({
        editor,
        pluginKey: KEY,
        char: '/',
        allowSpaces: false,
        items: ({ query }) => findSlashItems(query),
        allow: ({ state }) => editor.isEditable && !state.selection.$from.parent.type.spec.code,
        command: ({ range, props: item }) => {
          editor.chain().focus().deleteRange(range).run();
          if (item.run) item.run(editor);
          else coWriter.current();
        },
        render: () => ({
          onStart: opened,
          onUpdate: opened,
          onExit: () => show(null),
          onKeyDown: ({ event }) => {
            const now = openNow.current;
            if (!now) return false;
            switch (event.key) {
              case 'ArrowDown':
              case 'ArrowUp': {
                const step = event.key === 'ArrowDown' ? 1 : now.items.length - 1;
                show({ ...now, chosen: (now.chosen + step) % Math.max(1, now.items.length) });
                return true;
              }
              case 'Enter':
              case 'Tab': {
                const item = now.items[now.chosen];
                if (item) now.choose(item);
                return item !== undefined;
              }
              case 'Escape':
                show(null);
                return true;
              default:
                return false;
            }
          },
        }),
      }),
      // Before the others: Enter and the arrows belong to the menu while it is open.
      (menu, others) => [menu, ...others],
    );
    return () => {
      editor.unregisterPlugin(KEY);
    };
  }, [editor]);

  useEffect(() => {
    const menu = list.current;
    if (!menu || !open) return;
    const place = () => placeAt(menu, open.place(), editor.view.dom.dir === 'rtl');
    place();
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
    };
  }, [open, editor]);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  if (!open) return null;
  let group = '';
  return (
    <div
      ref={list}
      id="slash-menu"
      className={classes.slash}
      role="listbox"
      aria-label={t('slash.title')}
      data-testid="slash-menu"
    >
      {open.items.length === 0 ? <p className={classes.slashNone}>{t('slash.none')}</p> : null}
      {open.items.map((item, index) => {
        const Icon = ICONS[item.name];
        const isNewGroup = item.group !== group;
        group = item.group;
        return (
          <div key={item.name} role="presentation">
            {isNewGroup ? (
              <div className={classes.slashGroup} role="presentation">
                {t(`slash.groups.${item.group}`)}
              </div>
            ) : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the text, where the focus is */}
            <div
              className={classes.slashItem}
              role="option"
              tabIndex={-1}
              aria-selected={index === open.chosen}
              data-group={item.group}
              data-testid={`slash-${item.name}`}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => open.choose(item)}
            >
              {Icon ? <Icon size={18} /> : null}
              {t(`slash.items.${item.name}`)}
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** Under the caret, on the side where the line goes on; above it when there is no room below. */
function placeAt(menu: HTMLElement, caret: DOMRect | null, rtl: boolean): void {
  if (!caret) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const start = rtl ? caret.right - width : caret.left;
  const below = caret.bottom + GAP + height <= window.innerHeight - GAP;
  menu.style.left = `${Math.max(GAP, Math.min(start, window.innerWidth - width - GAP))}px`;
  menu.style.top = `${below ? caret.bottom + GAP : Math.max(GAP, caret.top - GAP - height)}px`;
}
