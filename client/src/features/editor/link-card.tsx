import { IconAlertTriangle, IconExternalLink, IconLinkOff, IconPencil } from '@tabler/icons-react';
import { type Editor, getMarkRange } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './link-card.module.css';
import { type LinkTarget, linkTarget } from './link-target.ts';
import { ASK_LINK } from './text-keys.ts';

interface Card {
  href: string;
  target: LinkTarget;
  x: number;
  y: number;
}

/** Below the link of the caret: where it really leads, and what can be done with it. */
export function LinkCard({ editor, editable }: { editor: Editor; editable: boolean }) {
  const { t } = useTranslation();
  const [card, setCard] = useState<Card | null>(null);
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setCard(cardOf(editor)));
    };
    const hide = ({ event }: { event: FocusEvent }) => {
      if (!element.current?.contains(event.relatedTarget as globalThis.Node | null)) setCard(null);
    };
    editor.on('selectionUpdate', look);
    editor.on('update', look);
    editor.on('focus', look);
    editor.on('blur', hide);
    window.addEventListener('scroll', look, { capture: true, passive: true });
    return () => {
      cancelAnimationFrame(frame);
      editor.off('selectionUpdate', look);
      editor.off('update', look);
      editor.off('focus', look);
      editor.off('blur', hide);
      window.removeEventListener('scroll', look, { capture: true });
    };
  }, [editor]);

  if (!card) return null;
  const { target, href } = card;
  const edit = () => {
    editor.chain().focus().extendMarkRange('link').run();
    // The bar over the selection has to be there before it is asked.
    requestAnimationFrame(() => editor.commands.setMeta(ASK_LINK, true));
  };
  return (
    <div
      ref={element}
      className={classes.card}
      style={{ insetBlockStart: card.y, left: card.x }}
      role="toolbar"
      aria-label={t('links.card')}
      data-testid="link-card"
    >
      {target.looksAlike || target.textSays ? (
        <p className={classes.warning} data-testid="link-warning">
          <IconAlertTriangle size={16} aria-hidden="true" />
          {target.textSays
            ? t('links.textSays', { text: target.textSays, host: target.host })
            : t('links.looksAlike', { host: target.host })}
        </p>
      ) : null}
      <bdi dir="ltr" className={classes.address} data-testid="link-address">
        {target.readable || href}
      </bdi>
      <a
        className={classes.button}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        aria-label={t('links.open')}
        title={t('links.open')}
      >
        <IconExternalLink size={16} />
      </a>
      {editable ? (
        <>
          <button
            type="button"
            className={classes.button}
            aria-label={t('links.edit')}
            title={t('links.edit')}
            onClick={edit}
          >
            <IconPencil size={16} />
          </button>
          <button
            type="button"
            className={classes.button}
            aria-label={t('links.remove')}
            title={t('links.remove')}
            onClick={() => editor.chain().focus().extendMarkRange('link').unsetLink().run()}
          >
            <IconLinkOff size={16} />
          </button>
        </>
      ) : null}
    </div>
  );
}

const CARD_PX = 320;

function cardOf(editor: Editor): Card | null {
  if (editor.isDestroyed || !editor.state.selection.empty || !editor.isActive('link')) return null;
  const { $from } = editor.state.selection;
  const { link } = editor.schema.marks;
  const range = link ? getMarkRange($from, link) : undefined;
  const href = String(editor.getAttributes('link').href ?? '');
  if (!range || !href) return null;
  const target = linkTarget(href, editor.state.doc.textBetween(range.from, range.to));
  const at = editor.view.coordsAtPos(range.from);
  return target
    ? {
        href,
        target,
        x: Math.max(8, Math.min(at.left - CARD_PX / 2, window.innerWidth - CARD_PX - 8)),
        y: at.bottom + 6,
      }
    : null;
}
