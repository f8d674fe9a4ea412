import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import type { Editor } from '@tiptap/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../ui/notices.tsx';
import classes from './find-bar.module.css';
import type { FindOptions } from './find-in-article.ts';
import {
  FIND,
  findPlugin,
  foundIn,
  goToMatch,
  lookFor,
  replaceMatch,
  replaceMatches,
} from './find-matches.ts';
import { useRedrawOnTransaction } from './use-redraw-on-transaction.ts';

/** A selection up to this long is what one wants to find. */
const SELECTED_CHARS = 200;
const OPTIONS = ['persian', 'matchCase', 'wholeWords'] as const;

interface FindBarProps {
  editor: Editor;
  /** Who may only read may find, not replace. */
  editable: boolean;
  /** Whether it was opened to replace; the number changes with every asking, so that the field takes the focus. */
  asked: { replace: boolean; times: number };
  onClose: () => void;
}

/** Looks for words in the article, and replaces them. */
export function FindBar({ editor, editable, asked, onClose }: FindBarProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState(() => selectedText(editor));
  const [text, setText] = useState('');
  const [options, setOptions] = useState<FindOptions>({
    persian: true,
    matchCase: false,
    wholeWords: false,
  });
  const field = useRef<HTMLInputElement>(null);
  const ids = useId();
  useRedrawOnTransaction(editor);

  useEffect(() => {
    editor.registerPlugin(findPlugin());
    return () => {
      editor.unregisterPlugin(FIND);
    };
  }, [editor]);

  useEffect(() => {
    lookFor(editor, query, options);
    showCurrent(editor);
  }, [editor, query, options]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each asking takes the focus
  useEffect(() => field.current?.select(), [asked]);

  const found = editor.isDestroyed ? undefined : foundIn(editor.state);
  const count = found?.matches.length ?? 0;
  const go = (step: 1 | -1) => {
    goToMatch(editor, step);
    showCurrent(editor);
  };
  const close = () => {
    const match = found?.matches[found.current];
    onClose();
    const chain = editor.chain();
    if (match) chain.setTextSelection(match);
    chain.focus(undefined, { scrollIntoView: false }).run();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };
  const replaceAll = () => {
    const replaced = replaceMatches(editor, text);
    notify('done', t('find.replaced', { count: replaced }));
    // The button has nothing left to do and lets the focus go.
    field.current?.focus();
  };

  return (
    <search className={classes.bar} aria-label={t('find.title')} onKeyDown={keys} data-testid="find-bar">
      <div className={classes.row}>
        <input
          ref={field}
          className={classes.field}
          type="text"
          dir={query ? 'auto' : undefined}
          // biome-ignore lint/a11y/noAutofocus: the bar opens because the person asked for it
          autoFocus
          aria-label={t('find.query')}
          placeholder={t('find.query')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            go(event.shiftKey ? -1 : 1);
          }}
          data-testid="find-query"
        />
        <span className={classes.count} role="status" data-testid="find-count">
          {query === ''
            ? null
            : count === 0
              ? t('find.none')
              : t('find.place', { place: (found?.current ?? 0) + 1, count })}
        </span>
        <button
          type="button"
          className={classes.icon}
          aria-label={t('find.previous')}
          title={t('find.previous')}
          disabled={count === 0}
          onClick={() => go(-1)}
          data-testid="find-previous"
        >
          <IconChevronUp size={17} />
        </button>
        <button
          type="button"
          className={classes.icon}
          aria-label={t('find.next')}
          title={t('find.next')}
          disabled={count === 0}
          onClick={() => go(1)}
          data-testid="find-next"
        >
          <IconChevronDown size={17} />
        </button>
        <span className={classes.options}>
          {OPTIONS.map((option) => (
            <label
              key={option}
              className={classes.option}
              title={t(`find.hints.${option}`)}
              htmlFor={ids + option}
            >
              <input
                id={ids + option}
                type="checkbox"
                checked={options[option]}
                onChange={(event) => setOptions({ ...options, [option]: event.currentTarget.checked })}
                data-testid={`find-${option}`}
              />
              {t(`find.options.${option}`)}
            </label>
          ))}
        </span>
        <button
          type="button"
          className={classes.icon}
          aria-label={t('actions.close')}
          title={t('actions.close')}
          onClick={close}
          data-testid="find-close"
        >
          <IconX size={17} />
        </button>
      </div>
      {editable ? (
        <div className={classes.row}>
          <input
            className={classes.field}
            type="text"
            dir={text ? 'auto' : undefined}
            aria-label={t('find.replacement')}
            placeholder={t('find.replacement')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              replaceMatch(editor, text);
              showCurrent(editor);
            }}
            data-testid="find-replacement"
          />
          <button
            type="button"
            className={classes.word}
            disabled={count === 0}
            onClick={() => {
              replaceMatch(editor, text);
              showCurrent(editor);
            }}
            data-testid="find-replace"
          >
            {t('find.replace')}
          </button>
          <button
            type="button"
            className={classes.word}
            disabled={count === 0}
            onClick={replaceAll}
            data-testid="find-replace-all"
          >
            {t('find.replaceAll')}
          </button>
        </div>
      ) : null}
    </search>
  );
}

/** Brings the match one stands at before the eyes; the caret stays where it is. */
function showCurrent(editor: Editor): void {
  editor.view.dom.querySelector('.found-current')?.scrollIntoView({ block: 'center' });
}

function selectedText(editor: Editor): string {
  const { from, to, $from, $to } = editor.state.selection;
  if (!$from.sameParent($to) || to - from > SELECTED_CHARS) return '';
  return editor.state.doc.textBetween(from, to);
}
