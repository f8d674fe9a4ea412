import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor, Extensions } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replica } from '../../lib/live/replica.ts';
import { type ArticleEditor, articleAttributes, createArticleEditor } from './article-editor.ts';
import type { UnknownNode } from './unknown-nodes.ts';

interface EditorSurfaceProps {
  replica: Replica;
  language: Language;
  editable: boolean;
  extensions: Extensions;
  /** The editor that was made before the interface was loaded, if it is of this replica. */
  takeMade: (replica: Replica) => ArticleEditor | null;
  onEditor: (editor: Editor | null) => void;
  onSaveAsked: () => void;
}

/** The place of the article in the page. */
export function EditorSurface(props: EditorSurfaceProps) {
  const { replica, language, editable, extensions, takeMade, onEditor, onSaveAsked } = props;
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<ArticleEditor | null>(null);
  const [unknown, setUnknown] = useState<UnknownNode | null>(null);
  const editableNow = useRef(editable);
  editableNow.current = editable;

  useEffect(() => {
    if (!place.current) return;
    const article =
      takeMade(replica) ??
      createArticleEditor({ replica, language, extensions, editable: editableNow.current });
    article.hooks.onUnknown = setUnknown;
    if (article.unknown) setUnknown(article.unknown);
    moveInto(place.current, article);
    setMade(article);
    onEditor(article.editor);
    return () => {
      setMade(null);
      onEditor(null);
      article.editor.destroy();
      article.host.remove();
    };
  }, [replica, language, extensions, takeMade, onEditor]);

  useEffect(() => {
    if (made && made.editor.isEditable !== editable) made.editor.setEditable(editable);
  }, [made, editable]);

  useEffect(() => {
    if (!made) return;
    made.hooks.placeholder = t('editor.placeholder');
    made.hooks.structures = {
      toggleDetails: t('structures.toggleDetails'),
      latex: t('structures.latex'),
      image: { alt: t('structures.alt'), width: t('structures.width'), missing: t('structures.missing') },
      file: { save: t('structures.save'), size: (bytes) => fileSize(bytes, i18n.language) },
      placeholders: {
        image: t('structures.caption'),
        detailsSummary: t('structures.summary'),
        hemistich: t('structures.hemistich'),
        footnote: t('structures.footnote'),
      },
    };
    made.hooks.onSaveAsked = onSaveAsked;
    made.editor.setOptions({ editorProps: { attributes: articleAttributes(language, t('editor.article')) } });
  }, [made, language, onSaveAsked, t, i18n]);

  // The article's screen gives way to what keeps its text.
  if (unknown) throw unknown;
  return <div ref={place} />;
}

function fileSize(bytes: number, language: string): string {
  const [value, unit] =
    bytes < 1_000
      ? [bytes, 'byte']
      : bytes < 1_000_000
        ? [bytes / 1_000, 'kilobyte']
        : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(language === 'fa' ? 'fa-IR' : 'en', {
    style: 'unit',
    unit,
    // Persian has no signs for these that its readers know.
    unitDisplay: language === 'fa' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(value);
}

/** Moves an article to its place; who is typing in it goes on typing. */
function moveInto(place: HTMLElement, { host, editor }: ArticleEditor): void {
  const wasFocused = host.contains(document.activeElement);
  if (host.isConnected && 'moveBefore' in place) {
    (place as HTMLElement & { moveBefore: (node: Node, before: Node | null) => void }).moveBefore(host, null);
  } else place.append(host);
  if (wasFocused) editor.commands.focus(undefined, { scrollIntoView: false });
}
