import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';
import { cleanPaste } from './clean-paste.ts';
import { MOST_PASTED_BLOCKS, MOST_PASTED_CHARACTERS } from './paste-bound.ts';
import { ASK_FILE } from './structure-commands.ts';
import { takeUploads } from './uploads.ts';

interface UploadHostProps {
  editor: Editor;
  documentId: string;
  language: Language;
}

/** Takes images and files into the article: from the clipboard, from the desktop, from the slash menu. */
export function UploadHost({ editor, documentId, language }: UploadHostProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const hooks = useRef({ t, problemText, documentId, language });
  hooks.current = { t, problemText, documentId, language };

  useEffect(() => {
    const uploads = takeUploads(editor, () => {
      const now = hooks.current;
      const percent = new Intl.NumberFormat(now.language === 'fa' ? 'fa-IR' : 'en', { style: 'percent' });
      return {
        documentId: now.documentId,
        words: {
          cancel: now.t('actions.cancel'),
          sending: (name) => now.t('uploads.sending', { name }),
          percent: (part) => percent.format(part),
        },
        onFailed: (error, name) =>
          notify('error', now.t('uploads.failed', { name, reason: now.problemText(error) })),
      };
    });
    const endPaste = cleanPaste(
      editor,
      (images) => uploads.send(images, editor.state.selection.to),
      () =>
        notify(
          'error',
          hooks.current.t('paste.tooMuch', {
            blocks: MOST_PASTED_BLOCKS,
            characters: MOST_PASTED_CHARACTERS,
          }),
        ),
    );
    const chosen = () => {
      uploads.send([...(input.current?.files ?? [])], editor.state.selection.to);
      if (input.current) input.current.value = '';
    };
    const asked = ({ transaction }: { transaction: { getMeta: (key: string) => unknown } }) => {
      const kind = transaction.getMeta(ASK_FILE);
      if (!kind || !input.current) return;
      input.current.accept = kind === 'image' ? 'image/*' : '';
      input.current.click();
    };
    const field = input.current;
    field?.addEventListener('change', chosen);
    editor.on('transaction', asked);
    return () => {
      field?.removeEventListener('change', chosen);
      editor.off('transaction', asked);
      endPaste();
      uploads.end();
    };
  }, [editor]);

  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={t('uploads.choose')}
      data-testid="choose-file"
    />
  );
}
