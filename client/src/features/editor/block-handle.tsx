import { CALLOUT_KINDS, type CalloutKind } from '@hamnevis/core/document/boxes';
import { Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconLink,
  IconTrash,
} from '@tabler/icons-react';
import type { Editor } from '@tiptap/core';
import { dropCursor } from '@tiptap/pm/dropcursor';
import type { Node } from '@tiptap/pm/model';
import { NodeSelection, Plugin, PluginKey } from '@tiptap/pm/state';
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../ui/notices.tsx';
import {
  BLOCK_FORMS,
  blockOfCaret,
  deleteBlock,
  duplicateBlock,
  isTurnable,
  linkToBlock,
  moveBlock,
  turnBlock,
} from './block-commands.ts';
import classes from './block-handle.module.css';
import { ASK_BLOCK_MENU } from './text-keys.ts';

const DROP_CURSOR = new PluginKey('drop-cursor');
const HANDLE_PX = 26;
const CODE_LANGUAGES = [
  'bash',
  'c',
  'cpp',
  'csharp',
  'css',
  'diff',
  'go',
  'java',
  'javascript',
  'json',
  'kotlin',
  'markdown',
  'php',
  'python',
  'ruby',
  'rust',
  'sql',
  'swift',
  'typescript',
  'xml',
  'yaml',
];

interface Over {
  at: number;
  top: number;
  left: number;
}

/** The handle beside the block under the pointer: dragged it moves the block, pressed it opens the block's menu. */
export function BlockHandle({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  const [over, setOver] = useState<Over | null>(null);
  const [opened, setOpened] = useState(false);
  const dropdown = useRef<HTMLDivElement>(null);
  const openedNow = useRef(opened);
  openedNow.current = opened;

  useEffect(() => {
    // This part may come in the very moment in which the article is opened anew.
    if (editor.isDestroyed) return;
    const { view } = dropCursor({ class: classes.dropCursor ?? '', color: false, width: 2 }).spec;
    editor.registerPlugin(new Plugin({ key: DROP_CURSOR, ...(view ? { view } : {}) }));
    let frame = 0;
    let last = { clientX: Number.NaN, clientY: Number.NaN };
    const look = (event: MouseEvent) => {
      if (openedNow.current || event.buttons !== 0) return;
      const { clientX, clientY, target } = event;
      // A browser tells of a move also when the text moved under a pointer that rests, with every letter.
      if (clientX === last.clientX && clientY === last.clientY) return;
      last = { clientX, clientY };
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        // On its way to the handle the pointer leaves the text.
        if (target instanceof Element && target.closest('[data-block-handle]')) return;
        setOver(placeOf(editor, blockUnder(editor, clientX, clientY)));
      });
    };
    const hide = () => {
      if (!openedNow.current) setOver(null);
    };
    const asked = ({
      transaction,
    }: {
      transaction: { getMeta: (name: string) => unknown; docChanged: boolean };
    }) => {
      if (transaction.getMeta(ASK_BLOCK_MENU)) {
        setOver(placeOf(editor, blockOfCaret(editor)));
        setOpened(true);
      } else if (transaction.docChanged) hide();
    };
    const area = editor.view.dom.closest('main') ?? editor.view.dom;
    area.addEventListener('mousemove', look as EventListener);
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    editor.on('transaction', asked);
    return () => {
      cancelAnimationFrame(frame);
      area.removeEventListener('mousemove', look as EventListener);
      window.removeEventListener('scroll', hide, { capture: true });
      editor.off('transaction', asked);
      if (!editor.isDestroyed) editor.unregisterPlugin(DROP_CURSOR);
    };
  }, [editor]);

  // Opened by a key, too, the menu has the keyboard from its first moment.
  useEffect(() => {
    if (!opened) return;
    const frame = requestAnimationFrame(() => {
      // Whoever walks in it already is not called back to its beginning.
      if (dropdown.current?.contains(document.activeElement)) return;
      dropdown.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [opened]);

  const block = over ? editor.state.doc.nodeAt(over.at) : null;
  if (!over || !block) return null;
  const act = (run: (of: Editor, at: number) => unknown) => () => {
    run(editor, over.at);
    setOver(null);
  };
  const copyLink = async () => {
    const link = linkToBlock(editor, over.at);
    try {
      if (link === null) throw new Error('not connected');
      await navigator.clipboard.writeText(link);
      notify('done', t('blocks.linkCopied'));
    } catch {
      notify('error', t('blocks.linkNotCopied'));
    }
  };
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={230}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
      onClose={() => editor.commands.focus(undefined, { scrollIntoView: false })}
    >
      <Menu.Target>
        <button
          type="button"
          data-block-handle=""
          data-testid="block-handle"
          className={classes.handle}
          style={{ top: over.top, left: over.left }}
          aria-label={t('blocks.menu')}
          title={t('blocks.handle')}
          draggable
          onDragStart={(event) => startDrag(editor, over.at, event.dataTransfer)}
          onDragEnd={() => setOver(null)}
        >
          <IconGripVertical size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown
        ref={dropdown}
        data-testid="block-menu"
        mah={420}
        style={{ overflowY: 'auto' }}
        onFocus={keepPlace}
      >
        <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={act((of, at) => moveBlock(of, at, -1))}>
          {t('blocks.moveUp')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={act((of, at) => moveBlock(of, at, 1))}>
          {t('blocks.moveDown')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={act(duplicateBlock)}>
          {t('blocks.duplicate')}
        </Menu.Item>
        <Menu.Item
          data-testid="copy-block-link"
          leftSection={<IconLink size={16} />}
          onClick={() => void copyLink()}
        >
          {t('blocks.copyLink')}
        </Menu.Item>
        <Menu.Item
          className={classes.delete}
          leftSection={<IconTrash size={16} />}
          onClick={act(deleteBlock)}
        >
          {t('blocks.delete')}
        </Menu.Item>
        <OfItsKind
          block={block}
          onAttribute={(name, value) => act((of, at) => setAttribute(of, at, name, value))()}
        />
        {isTurnable(block) ? (
          <>
            <Menu.Label>{t('blocks.turnInto')}</Menu.Label>
            {BLOCK_FORMS.map((form) => (
              <Menu.Item
                key={form}
                data-testid={`turn-${form}`}
                onClick={act((of, at) => turnBlock(of, at, form))}
              >
                {t(`slash.items.${form}`)}
              </Menu.Item>
            ))}
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/**
 * Mantine's trap calls the keyboard to the item that is marked so (else to the first), once when the menu stands and once more
 * when React comes to its effects, which may be after a key: the mark goes along with whoever walks.
 */
function keepPlace({ currentTarget, target }: FocusEvent<HTMLElement>): void {
  currentTarget.querySelector('[data-autofocus]')?.removeAttribute('data-autofocus');
  target.setAttribute('data-autofocus', '');
}

/** What only blocks of one kind have: the kind of a callout, the language of code. */
function OfItsKind({
  block,
  onAttribute,
}: {
  block: Node;
  onAttribute: (name: string, value: unknown) => void;
}) {
  const { t } = useTranslation();
  if (block.type.name === 'callout')
    return (
      <>
        <Menu.Label>{t('blocks.calloutKind')}</Menu.Label>
        {CALLOUT_KINDS.map((kind: CalloutKind) => (
          <Menu.Item
            key={kind}
            aria-current={block.attrs.kind === kind}
            onClick={() => onAttribute('kind', kind)}
          >
            {t(`blocks.callouts.${kind}`)}
          </Menu.Item>
        ))}
      </>
    );
  if (block.type.name === 'codeBlock')
    return (
      <>
        <Menu.Label>{t('blocks.codeLanguage')}</Menu.Label>
        <Menu.Item onClick={() => onAttribute('language', null)}>{t('blocks.noLanguage')}</Menu.Item>
        {CODE_LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            aria-current={block.attrs.language === language}
            onClick={() => onAttribute('language', language)}
          >
            <bdi dir="ltr">{language}</bdi>
          </Menu.Item>
        ))}
      </>
    );
  return null;
}

function setAttribute(editor: Editor, at: number, name: string, value: unknown): void {
  editor.view.dispatch(editor.state.tr.setNodeAttribute(at, name, value));
}

/** The top-level block at the height of the pointer, also when it is in the margin. */
function blockUnder(editor: Editor, x: number, y: number): number | null {
  const box = editor.view.dom.getBoundingClientRect();
  if (y < box.top || y > box.bottom || x < box.left - 48 || x > box.right + 48) return null;
  const inside = editor.view.posAtCoords({
    left: Math.min(box.right - 8, Math.max(box.left + 8, x)),
    top: y,
  });
  if (!inside) return null;
  const at = inside.inside >= 0 ? inside.inside : inside.pos;
  const $at = editor.state.doc.resolve(Math.min(at, editor.state.doc.content.size));
  if ($at.depth > 0) return $at.before(1);
  return $at.nodeAfter ? $at.pos : null;
}

function placeOf(editor: Editor, at: number | null): Over | null {
  if (at === null) return null;
  const element = editor.view.nodeDOM(at);
  if (!(element instanceof HTMLElement)) return null;
  const block = element.getBoundingClientRect();
  const column = editor.view.dom.getBoundingClientRect();
  const isRtl = editor.view.dom.dir === 'rtl';
  const left = isRtl ? column.right + 4 : column.left - HANDLE_PX - 4;
  return { at, top: block.top + 2, left: Math.max(2, Math.min(left, window.innerWidth - HANDLE_PX - 2)) };
}

/** The editor's own dragging: what is let go somewhere is moved there, by its rules of what may stand where. */
function startDrag(editor: Editor, at: number, transfer: DataTransfer): void {
  const { view } = editor;
  const selection = NodeSelection.create(view.state.doc, at);
  view.dispatch(view.state.tr.setSelection(selection));
  const slice = selection.content();
  const { dom, text } = view.serializeForClipboard(slice);
  transfer.clearData();
  transfer.setData('text/html', dom.innerHTML);
  transfer.setData('text/plain', text);
  transfer.effectAllowed = 'move';
  const element = view.nodeDOM(at);
  if (element instanceof HTMLElement) transfer.setDragImage(element, 0, 0);
  view.dragging = { slice, move: true };
}
