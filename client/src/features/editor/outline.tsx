import type { Editor } from '@tiptap/core';
import { useTranslation } from 'react-i18next';
import type { Awareness } from 'y-protocols/awareness';
import { personColor } from '../../lib/person-colors.ts';
import classes from './editor.module.css';
import { placeOfHeading, useOutline } from './use-outline.ts';

interface OutlineProps {
  editor: Editor;
  awareness: Awareness;
  onChosen?: () => void;
}

/** The article's headings, with a dot where each person is. */
export function Outline({ editor, awareness, onChosen }: OutlineProps) {
  const { t } = useTranslation();
  const { headings, current } = useOutline(editor, awareness);
  return (
    <nav aria-label={t('editor.outline')}>
      <h2 className={classes.outlineTitle}>{t('editor.outline')}</h2>
      {headings.length === 0 ? <p className={classes.outlineTitle}>{t('editor.noHeadings')}</p> : null}
      <ul className={classes.outline}>
        {headings.map((heading, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: which of the headings it is stays while its words and its place change
          <li key={index}>
            <button
              type="button"
              className={classes.outlineItem}
              data-level={heading.level}
              aria-current={index === current}
              onClick={() => {
                jumpTo(editor, placeOfHeading(editor, index, heading));
                onChosen?.();
              }}
            >
              <span className={classes.outlineText}>
                <bdi>{heading.text}</bdi>
              </span>
              <span className={classes.dots}>
                {heading.people.map((user) => (
                  <span
                    key={`${user.kind}${user.id}`}
                    className={classes.dot}
                    data-kind={user.kind}
                    title={user.kind === 'ai' ? t('coWriter.name') : user.name}
                    style={{
                      backgroundColor: user.kind === 'ai' ? 'var(--saffron-line)' : personColor(user.color),
                    }}
                  />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function jumpTo(editor: Editor, position: number | null): void {
  if (position === null) return;
  editor.commands.setTextSelection(position + 1);
  const dom = editor.view.nodeDOM(position);
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: 'start', behavior: 'smooth' });
  editor.commands.focus(undefined, { scrollIntoView: false });
}
