import { isSafeHref } from '@hamnevis/core/document/schema';
import {
  IconAlignCenter,
  IconArrowsJoin,
  IconArrowsLeftRight,
  IconArrowsSplit,
  IconBlockquote,
  IconBold,
  IconCode,
  IconColumnInsertRight,
  IconColumnRemove,
  IconH2,
  IconH3,
  IconHighlight,
  IconItalic,
  IconLink,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconPlus,
  IconRowInsertBottom,
  IconRowRemove,
  IconSourceCode,
  IconStrikethrough,
  IconSubscript,
  IconSuperscript,
  IconTable,
  IconTableColumn,
  IconTableOff,
  IconTableRow,
  IconUnderline,
} from '@tabler/icons-react';
import type { Editor } from '@tiptap/core';
import type { Transaction } from '@tiptap/pm/state';
import { type ComponentType, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../ui/notices.tsx';
import classes from './editor.module.css';
import { openSlashMenu } from './open-slash-menu.ts';
import { cycleAlignment } from './structure-commands.ts';
import { ASK_LINK } from './text-keys.ts';
import { useRedrawOnTransaction } from './use-redraw-on-transaction.ts';

interface Format {
  name: string;
  icon: ComponentType<{ size?: number }>;
  isActive: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
}

const MARKS: Format[] = [
  mark('bold', IconBold, (editor) => editor.chain().focus().toggleBold().run()),
  mark('italic', IconItalic, (editor) => editor.chain().focus().toggleItalic().run()),
  mark('underline', IconUnderline, (editor) => editor.chain().focus().toggleUnderline().run()),
  mark('strike', IconStrikethrough, (editor) => editor.chain().focus().toggleStrike().run()),
  mark('code', IconCode, (editor) => editor.chain().focus().toggleCode().run()),
  mark('highlight', IconHighlight, (editor) => editor.chain().focus().toggleMark('highlight').run()),
  mark('superscript', IconSuperscript, (editor) => editor.chain().focus().toggleMark('superscript').run()),
  mark('subscript', IconSubscript, (editor) => editor.chain().focus().toggleMark('subscript').run()),
];

/** Shown while the selection stands in a table. */
const TABLE: Format[] = [
  tool('addRow', IconRowInsertBottom, (editor) => editor.chain().focus().addRowAfter().run()),
  tool('addColumn', IconColumnInsertRight, (editor) => editor.chain().focus().addColumnAfter().run()),
  tool('headerRow', IconTableRow, (editor) => editor.chain().focus().toggleHeaderRow().run()),
  tool('headerColumn', IconTableColumn, (editor) => editor.chain().focus().toggleHeaderColumn().run()),
  tool('mergeCells', IconArrowsJoin, (editor) => editor.chain().focus().mergeCells().run()),
  tool('splitCell', IconArrowsSplit, (editor) => editor.chain().focus().splitCell().run()),
  tool('deleteRow', IconRowRemove, (editor) => editor.chain().focus().deleteRow().run()),
  tool('deleteColumn', IconColumnRemove, (editor) => editor.chain().focus().deleteColumn().run()),
  tool('deleteTable', IconTableOff, (editor) => editor.chain().focus().deleteTable().run()),
];

const INSERT_TABLE = tool('table', IconTable, (editor) =>
  editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
);

const BLOCKS: Format[] = [
  heading(2),
  heading(3),
  mark('bulletList', IconList, (editor) => editor.chain().focus().toggleBulletList().run()),
  mark('orderedList', IconListNumbers, (editor) => editor.chain().focus().toggleOrderedList().run()),
  mark('taskList', IconListCheck, (editor) => editor.chain().focus().toggleTaskList().run()),
  mark('blockquote', IconBlockquote, (editor) => editor.chain().focus().toggleBlockquote().run()),
  mark('codeBlock', IconSourceCode, (editor) => editor.chain().focus().toggleCodeBlock().run()),
];

function mark(name: string, icon: Format['icon'], run: Format['run']): Format {
  return { name, icon, run, isActive: (editor) => editor.isActive(name) };
}

function tool(name: string, icon: Format['icon'], run: Format['run']): Format {
  return { name, icon, run, isActive: () => false };
}

function heading(level: 2 | 3): Format {
  return {
    name: `heading${level}`,
    icon: level === 2 ? IconH2 : IconH3,
    run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
    isActive: (editor) => editor.isActive('heading', { level }),
  };
}

/** All that the bar shows of the article: what is pressed, and whether a table is at hand. */
function pressedOf(editor: Editor): string {
  const pressed = [...MARKS, ...BLOCKS].filter((format) => format.isActive(editor)).map(({ name }) => name);
  return [...pressed, ...['link', 'table'].filter((name) => editor.isActive(name))].join(' ');
}

/** The bar over a selection is not seen while nothing is selected: then nothing of it has to be found out. */
function pressedOverSelection(editor: Editor): string {
  return editor.state.selection.empty ? '' : pressedOf(editor);
}

/** The buttons that change how the selection reads: above a selection, and at the foot of a phone's screen. */
export function FormatBar({ editor, foot = false }: { editor: Editor; foot?: boolean }) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  useRedrawOnTransaction(editor, foot ? pressedOf : pressedOverSelection);
  useEffect(() => {
    const look = ({ transaction }: { transaction: Transaction }) => {
      if (transaction.getMeta(ASK_LINK)) setLinking(true);
    };
    editor.on('transaction', look);
    return () => {
      editor.off('transaction', look);
    };
  }, [editor]);

  if (linking) return <LinkForm editor={editor} foot={foot} onClose={() => setLinking(false)} />;
  const button = (format: Format) => (
    <button
      key={format.name}
      type="button"
      className={classes.formatButton}
      aria-label={t(`format.${format.name}`)}
      title={t(`format.${format.name}`)}
      aria-pressed={format.isActive(editor)}
      data-testid={`format-${format.name}`}
      // The selection stays where it is when a button is pressed.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => format.run(editor)}
    >
      <format.icon size={17} />
    </button>
  );
  return (
    <div
      className={classes.formatBar}
      role="toolbar"
      aria-label={t('format.bar')}
      data-foot={foot || undefined}
    >
      {foot ? button(tool('tools', IconPlus, openSlashMenu)) : null}
      {MARKS.map(button)}
      <span className={classes.divider} />
      {BLOCKS.map(button)}
      <span className={classes.divider} />
      {button(mark('link', IconLink, () => setLinking(true)))}
      {button(tool('direction', IconArrowsLeftRight, (of) => of.chain().focus().toggleDirection().run()))}
      {button(tool('align', IconAlignCenter, cycleAlignment))}
      <span className={classes.divider} />
      {editor.isActive('table') ? TABLE.map(button) : button(INSERT_TABLE)}
    </div>
  );
}

function LinkForm({ editor, foot, onClose }: { editor: Editor; foot: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [href, setHref] = useState<string>(() => String(editor.getAttributes('link').href ?? ''));
  const close = () => {
    onClose();
    editor.commands.focus();
  };
  return (
    <form
      className={`${classes.formatBar} ${classes.linkForm}`}
      data-foot={foot || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        const target = completed(href.trim());
        if (!target) editor.chain().focus().extendMarkRange('link').unsetLink().run();
        else if (!isSafeHref(target)) notify('error', t('format.badLink'));
        else editor.chain().focus().extendMarkRange('link').setLink({ href: target }).run();
        onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the field opens because the person asked for it
        autoFocus
        dir="ltr"
        aria-label={t('format.linkTarget')}
        placeholder="https://"
        value={href}
        onChange={(event) => setHref(event.currentTarget.value)}
      />
      <button type="submit" className={classes.formatButton}>
        {t('format.setLink')}
      </button>
      <button type="button" className={classes.formatButton} onClick={close}>
        {t('actions.cancel')}
      </button>
    </form>
  );
}

/** "example.com/a" is meant as a web address. */
function completed(href: string): string {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$)/i.test(href) ? `https://${href}` : href;
}
