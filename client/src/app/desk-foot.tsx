import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AuthorshipToggle } from '../features/authorship/authorship-toggle.tsx';
import { FiguresLine } from '../features/editor/figures-line.tsx';
import { openSlashMenu } from '../features/editor/open-slash-menu.ts';
import { useSelectionFigures } from '../features/editor/use-selection-figures.ts';
import { latePart } from '../lib/late-part.ts';
import { Keys } from '../ui/keys.tsx';
import classes from './document-workplace.module.css';
import { named } from './named.ts';
import type { Desk } from './use-desk.ts';

const AuthorshipShares = latePart(() =>
  import('../features/authorship/authorship-shares.tsx').then(named('AuthorshipShares')),
);
const FormatBar = latePart(() => import('../features/editor/format-bar.tsx').then(named('FormatBar')));

/** The keys that a Persian desk needs most, told at its foot. */
const FOOT_KEYS = ['halfSpace', 'direction', 'find'] as const;

/** Below the article: its figures, the keys at hand and whose words it holds; on a phone the format bar. */
export function DeskFoot({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { doc, editor, editable, isPhone, figures, showsAuthorship } = desk;
  const selected = useSelectionFigures(editor, doc.language);
  return (
    <footer className={classes.foot}>
      {isPhone && editor && editable ? (
        <Suspense>
          <FormatBar editor={editor} foot />
        </Suspense>
      ) : (
        <span className={classes.figures} data-testid="figures">
          {selected ? (
            `${t('editor.selected')} ${t('library.words', { count: selected.words })} · ${t('editor.characters', { count: selected.characters })}`
          ) : (
            <FiguresLine of={figures} />
          )}
        </span>
      )}
      {editor && editable && !isPhone ? (
        <span className={classes.keys}>
          <button type="button" className={classes.footButton} onClick={() => openSlashMenu(editor)}>
            {t('editor.tools')} <kbd>/</kbd>
          </button>{' '}
          {FOOT_KEYS.map((name) => (
            <span key={name}>
              · <Keys name={name} /> {t(`keys.names.${name}`)}{' '}
            </span>
          ))}
        </span>
      ) : null}
      {isPhone && !showsAuthorship ? null : (
        <span className={classes.authorship}>
          {isPhone ? null : <AuthorshipToggle shown={showsAuthorship} onToggle={desk.toggleAuthorship} />}
          {showsAuthorship && editor ? (
            <Suspense>
              <AuthorshipShares documentId={doc.id} session={desk.session} editor={editor} />
            </Suspense>
          ) : null}
        </span>
      )}
    </footer>
  );
}
