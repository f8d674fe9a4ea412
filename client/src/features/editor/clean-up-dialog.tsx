import type { Language } from '@hamnevis/core/contract/shared';
import { Button } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../lib/preferences.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { type CleanedBlock, cleanUp, type DiffPiece } from './clean-up.ts';
import classes from './clean-up-dialog.module.css';
import { applyEdits } from './one-undo-step.ts';

/** Unchanged text is shown this far on either side of a change. */
const CONTEXT_CHARS = 36;

interface CleanUpDialogProps {
  editor: Editor;
  language: Language;
  onClose: () => void;
}

/** Shows what a clean-up would change, block by block, and does what is left ticked in one step of undo. */
export function CleanUpDialog({ editor, language, onClose }: CleanUpDialogProps) {
  const { t } = useTranslation();
  const [blocks] = useState(() => cleanUp(editor.state.doc, directionOf(language)));
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const chosen = blocks.filter((_, index) => !left.has(index));
  const apply = () => {
    const wanted = chosen.map((block) => block.before);
    // Somebody may have typed meanwhile: only blocks that still read as they were shown are changed.
    const now = cleanUp(editor.state.doc, directionOf(language));
    const edits = now.filter((block) => wanted.includes(block.before)).flatMap((block) => block.edits);
    notify('done', t('cleanUp.done', { count: applyEdits(editor, edits) }));
    onClose();
    editor.commands.focus(undefined, { scrollIntoView: false });
  };
  const toggle = (index: number) => {
    const next = new Set(left);
    if (!next.delete(index)) next.add(index);
    setLeft(next);
  };
  return (
    <Dialog title={t('cleanUp.title')} onClose={onClose} size={720}>
      <p className={classes.lead}>{t(blocks.length > 0 ? 'cleanUp.lead' : 'cleanUp.nothing')}</p>
      <ul className={classes.blocks} dir={directionOf(language)} data-testid="clean-up">
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes while it is shown
          <li key={index}>
            <label className={classes.block} data-left={left.has(index) || undefined}>
              <input type="checkbox" checked={!left.has(index)} onChange={() => toggle(index)} />
              <span>
                <Diff block={block} />
              </span>
            </label>
          </li>
        ))}
      </ul>
      {blocks.length > 0 ? (
        <Button onClick={apply} disabled={chosen.length === 0} data-testid="clean-up-apply">
          {t('cleanUp.apply')}
        </Button>
      ) : null}
    </Dialog>
  );
}

function Diff({ block }: { block: CleanedBlock }) {
  return block.pieces.map((piece, index) => {
    const isFirst = index === 0;
    const isLast = index === block.pieces.length - 1;
    const text = piece.kind === 'same' ? shortened(piece, isFirst, isLast) : seen(piece.text);
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the pieces never change while they are shown
    if (piece.kind === 'removed') return <del key={index}>{text}</del>;
    if (piece.kind === 'added') return <ins key={index}>{text}</ins>;
    return <span key={index}>{text}</span>;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  });
}

/** A half-space and a space show where they go and come. */
function seen(text: string): string {
  return text.replaceAll('\u200c', '\u200c¦\u200c').replaceAll(' ', '␣');
}

function shortened({ text }: DiffPiece, isFirst: boolean, isLast: boolean): string {
  const most = isFirst || isLast ? CONTEXT_CHARS : CONTEXT_CHARS * 2;
  if (text.length <= most) return text;
  const start = isFirst ? '' : text.slice(0, CONTEXT_CHARS);
  const end = isLast ? '' : text.slice(-CONTEXT_CHARS);
  return `${start}…${end}`;
}
