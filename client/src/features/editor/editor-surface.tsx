import type { Language } from '@hamnevis/core/contract/shared';
import { ARTICLE_FRAGMENT, editorExtensions } from '@hamnevis/core/document/schema';
import { Editor, type Extensions } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Placeholder } from '@tiptap/extensions/placeholder';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replica } from '../../lib/live/replica.ts';
import { directionOf } from '../../lib/preferences.ts';
import { DirectionExtension } from './direction-extension.ts';
import './article.css';
import classes from './editor.module.css';
import { RemoteCarets } from './remote-carets.ts';
import { TypingKeys } from './typing-keys.ts';

interface EditorSurfaceProps {
  replica: Replica;
  language: Language;
  editable: boolean;
  /** What other features draw in the article. */
  extensions: Extensions;
  onEditor: (editor: Editor | null) => void;
  onSaveAsked: () => void;
}

/** The article itself. One editor belongs to one replica: a fresh replica gets a fresh editor. */
export function EditorSurface({
  replica,
  language,
  editable,
  extensions,
  onEditor,
  onSaveAsked,
}: EditorSurfaceProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const editorRef = useRef<Editor | null>(null);
  const saveAsked = useRef(onSaveAsked);
  saveAsked.current = onSaveAsked;
  const editableNow = useRef(editable);
  editableNow.current = editable;

  useEffect(() => {
    if (!host.current) return;
    const editor = new Editor({
      element: host.current,
      // Our own style sheet holds what ProseMirror needs.
      injectCSS: false,
      editable: editableNow.current,
      extensions: [
        ...editorExtensions(),
        Collaboration.configure({ document: replica.document, field: ARTICLE_FRAGMENT }),
        Placeholder.configure({ placeholder: t('editor.placeholder'), showOnlyWhenEditable: true }),
        DirectionExtension.configure({ documentDirection: directionOf(language) }),
        TypingKeys.configure({ onSaveAsked: () => saveAsked.current() }),
        RemoteCarets.configure({ awareness: replica.awareness }),
        ...extensions,
      ],
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': t('editor.article'),
          'data-testid': 'editor',
          class: 'article',
          dir: directionOf(language),
          lang: language,
        },
      },
    });
    editorRef.current = editor;
    onEditor(editor);
    return () => {
      editorRef.current = null;
      onEditor(null);
      editor.destroy();
    };
  }, [replica, language, extensions, onEditor, t]);

  useEffect(() => {
    editorRef.current?.setEditable(editable);
  }, [editable]);

  return <div ref={host} className={classes.surface} />;
}
