import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../ui/notices.tsx';
import { blockOfLink } from './block-commands.ts';
import classes from './block-handle.module.css';

const SHOWN_MS = 2_000;

/** Shows the block that the address names, also to those who only read; says so when it is gone. */
export function useBlockLink(editor: Editor | null): void {
  const { t } = useTranslation();
  useEffect(() => {
    if (!editor) return;
    const go = () => {
      if (!location.hash.startsWith('#block=')) return;
      const at = blockOfLink(editor, location.hash);
      const element = at === null ? null : editor.view.nodeDOM(at);
      if (!(element instanceof HTMLElement)) {
        notify('error', t('blocks.gone'));
        return;
      }
      element.scrollIntoView({ block: 'center' });
      element.classList.add(classes.shown ?? 'shown');
      setTimeout(() => element.classList.remove(classes.shown ?? 'shown'), SHOWN_MS);
    };
    go();
    window.addEventListener('hashchange', go);
    return () => window.removeEventListener('hashchange', go);
  }, [editor, t]);
}
