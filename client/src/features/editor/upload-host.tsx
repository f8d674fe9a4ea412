import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';
import { cleanPaste } from './clean-paste.ts';
import { MOST_PASTED_BLOCKS, MOST_PASTED_CHARACTERS } from './paste-bound.ts';
import { PicturesBar } from './pictures-bar.tsx';
import { PicturesElsewhere } from './pictures-elsewhere.ts';
import { ASK_FILE } from './structure-commands.ts';
import { isCancelled, takeUploads } from './uploads.ts';

interface UploadHostProps {
  editor: Editor;
  documentId: string;
  language: Language;
  /** The server fetches pictures of other sites when somebody asks for it. */
  fetchesImages: boolean;
}

/** Takes images and files into the article: from the clipboard, the desktop, the slash menu, and from other sites. */
export function UploadHost({ editor, documentId, language, fetchesImages }: UploadHostProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [pictures, setPictures] = useState<PicturesElsewhere | null>(null);
  const hooks = useRef({ t, problemText, documentId, language, fetchesImages });
  hooks.current = { t, problemText, documentId, language, fetchesImages };

  useEffect(() => {
    const uploads = takeUploads(editor, () => {
      const now = hooks.current;
      const percent = new Intl.NumberFormat(now.language === 'fa' ? 'fa-IR' : 'en', { style: 'percent' });
      return {
        documentId: now.documentId,
        words: {
          cancel: now.t('actions.cancel'),
          sending: (name) => now.t('uploads.sending', { name }),
          bringing: (host) => now.t('uploads.bringing', { host: `\u2066${host}\u2069` }),
          percent: (part) => percent.format(part),
        },
        onFailed: (error, name) =>
          notify('error', now.t('uploads.failed', { name, reason: now.problemText(error) })),
      };
    });
    const elsewhere = new PicturesElsewhere(editor, uploads.bring, isCancelled);
    setPictures(elsewhere);
    const endPaste = cleanPaste(editor, {
      onImages: (images) => uploads.send(images, editor.state.selection.to),
      onElsewhere: (found) => {
        if (hooks.current.fetchesImages) elsewhere.add(found);
      },
      onTooMuch: () =>
        notify(
          'error',
          hooks.current.t('paste.tooMuch', {
            blocks: MOST_PASTED_BLOCKS,
            characters: MOST_PASTED_CHARACTERS,
          }),
        ),
    });
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
      elsewhere.end();
      uploads.end();
      setPictures(null);
    };
  }, [editor]);

  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('uploads.choose')}
        data-testid="choose-file"
      />
      {pictures ? <PicturesBar pictures={pictures} /> : null}
    </>
  );
}
