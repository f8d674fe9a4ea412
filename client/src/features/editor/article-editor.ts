// Makes the editor of an article. No React here: the article can be typed in before the interface around it is loaded.
import type { Language } from '@hamnevis/core/contract/shared';
import { ARTICLE_FRAGMENT, editorExtensions } from '@hamnevis/core/document/schema';
import { Editor, type Extensions } from '@tiptap/core';
import { Placeholder } from '@tiptap/extensions/placeholder';
import { DirectionExtension } from '../../lib/directions/direction-extension.ts';
import type { Replica } from '../../lib/live/replica.ts';
import { directionOf } from '../../lib/preferences.ts';
import '../../styles/article.css';
import { ArticleStructures, NO_WORDS, type StructureWords } from './article-structures.ts';
import { CodeColors } from './code-colors.ts';
import { CompositionHold } from './composition-hold.ts';
import classes from './editor.module.css';
import { FootnoteNumbers } from './footnote-numbers.ts';
import { takeInOthers } from './others-changes.ts';
import { PastedText } from './pasted-text.ts';
import { RemoteCarets } from './remote-carets.ts';
import { SharedArticle } from './shared-article.ts';
import { StructureKeys } from './structure-keys.ts';
import { TableColumns } from './table-columns.ts';
import { TakeBack } from './take-back.ts';
import { TextKeys } from './text-keys.ts';
import { TypingRules } from './typing-rules.ts';
import { refuseUnknown, type UnknownNode, watchForUnknown } from './unknown-nodes.ts';

/** What the interface puts in once it is there: words in its language, and what Mod-S says. */
export interface ArticleHooks {
  placeholder: string;
  structures: StructureWords;
  onSaveAsked: () => void;
  onUnknown: (error: UnknownNode) => void;
}

/** An editor with the element it stands in; the element may be moved, the editor goes with it. */
export interface ArticleEditor {
  editor: Editor;
  host: HTMLElement;
  hooks: ArticleHooks;
  replica: Replica;
  /** What came in that this program does not know; the editor is of no more use then. */
  unknown: UnknownNode | null;
}

interface ArticleEditorOptions {
  replica: Replica;
  language: Language;
  editable: boolean;
  /** What other features draw in the article. */
  extensions: Extensions;
}

/**
 * One editor belongs to one replica: a fresh replica gets a fresh editor. Throws an {@link UnknownNode} when the article
 * holds what an editor of this program would delete.
 */
export function createArticleEditor(options: ArticleEditorOptions): ArticleEditor {
  const { replica, language, editable, extensions } = options;
  const hooks: ArticleHooks = {
    placeholder: '',
    structures: NO_WORDS,
    onSaveAsked: () => undefined,
    onUnknown: () => undefined,
  };
  refuseUnknown(replica.document);
  const host = document.createElement('div');
  host.className = classes.surface ?? '';
  const editor = new Editor({
    element: host,
    // Our own style sheet holds what ProseMirror needs.
    injectCSS: false,
    // It goes through each change a second time, to tell of deletions that nobody asks about.
    enableCoreExtensions: { delete: false },
    editable,
    extensions: [
      ...editorExtensions(),
      SharedArticle.configure({ document: replica.document, field: ARTICLE_FRAGMENT }),
      PastedText.configure({
        document: replica.document,
        onPasted: (transaction) => replica.pastedBy(transaction),
      }),
      Placeholder.configure({ placeholder: () => hooks.placeholder, showOnlyWhenEditable: true }),
      DirectionExtension.configure({ documentDirection: directionOf(language) }),
      TypingRules.configure({ documentDirection: directionOf(language) }),
      TakeBack,
      ArticleStructures.configure({ words: () => hooks.structures }),
      StructureKeys,
      FootnoteNumbers.configure({ language }),
      CodeColors,
      TableColumns,
      CompositionHold.configure({ hold: (held) => replica.holdOthers(held) }),
      TextKeys.configure({ onSaveAsked: () => hooks.onSaveAsked() }),
      RemoteCarets.configure({ awareness: replica.awareness }),
      ...extensions,
    ],
    editorProps: { attributes: articleAttributes(language, '') },
  });
  editor.on('destroy', takeInOthers(editor.state));
  const article: ArticleEditor = { editor, host, hooks, replica, unknown: null };
  const stop = watchForUnknown(
    replica.document,
    () => editor.state,
    (error) => {
      article.unknown = error;
      hooks.onUnknown(error);
    },
  );
  editor.on('destroy', stop);
  return article;
}

/** How the article is told to a screen reader, in the words of the interface. */
export function articleAttributes(language: Language, label: string): Record<string, string> {
  return {
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    'data-testid': 'editor',
    class: 'article',
    dir: directionOf(language),
    lang: language,
    // Some browsers spell only what asks for it.
    spellcheck: 'true',
  };
}
