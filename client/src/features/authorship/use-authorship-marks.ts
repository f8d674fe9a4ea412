import type { Authorship } from '@hamnevis/core/contract/history';
import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthorName } from '../../lib/use-author-name.ts';
import { AUTHORSHIP_MARKS, authorshipMarks, drawAuthorship } from './authorship-marks.ts';

/** Draws authorship in the text for as long as whoever calls it is on the screen. */
export function useAuthorshipMarks(editor: Editor, authorship: Authorship | undefined): void {
  const { t } = useTranslation();
  const nameOf = useAuthorName();
  useEffect(() => {
    editor.registerPlugin(authorshipMarks());
    return () => {
      if (!editor.isDestroyed) editor.unregisterPlugin(AUTHORSHIP_MARKS);
    };
  }, [editor]);
  useEffect(() => {
    if (!authorship || editor.isDestroyed) return;
    editor.view.dispatch(
      drawAuthorship(editor.state.tr, {
        authorship,
        tell: (author, how) => `${nameOf(author)} · ${t(`authorship.how.${how}`)}`,
      }),
    );
  }, [editor, authorship, nameOf, t]);
}
