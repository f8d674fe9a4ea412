import type { Authorship } from '@hamnevis/core/contract/history';
import { HOWS } from '@hamnevis/core/history/how';
import { Popover } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import classes from './authorship.module.css';
import { peopleAndAi, type ShownShare, shownShares } from './shares.ts';
import { useAuthorship } from './use-authorship.ts';
import { useAuthorshipMarks } from './use-authorship-marks.ts';
import '../../styles/authored.css';

interface AuthorshipSharesProps {
  documentId: string;
  session: DocumentSession;
  editor: Editor;
}

/** The shares as a bar and two figures, with names and the legend behind them; while it stands, the text is drawn. */
export function AuthorshipShares({ documentId, session, editor }: AuthorshipSharesProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { data, error, refetch } = useAuthorship(documentId, session, editor);
  useAuthorshipMarks(editor, data);
  const shares = useMemo(() => (data ? shownShares(data) : []), [data]);

  if (!data) {
    return error ? (
      <button type="button" className={classes.figures} onClick={() => void refetch()}>
        {problemText(error)} {t('actions.tryAgain')}
      </button>
    ) : (
      <span role="status">{t('states.loading')}</span>
    );
  }
  const { people, ai } = peopleAndAi(shares);
  return (
    <Popover position="top-end" shadow="md" width={300} trapFocus withinPortal={false}>
      <Popover.Target>
        <button type="button" className={classes.figures} data-testid="authorship-shares">
          <span className={classes.bar} aria-hidden="true">
            {shares.map((one) => (
              <Part key={one.key} share={one} />
            ))}
          </span>
          <span>{shares.length === 0 ? t('authorship.nobody') : t('authorship.shares', { people, ai })}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('authorship.title')} data-testid="authorship-legend">
        <ShareList shares={shares} />
        <Legend authorship={data} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Part({ share }: { share: ShownShare }) {
  return (
    <span
      className={classes.part}
      data-author={authorKind(share.author)}
      style={{ ...authorStyle(share.author), flexGrow: share.share * 100 }}
    />
  );
}

function ShareList({ shares }: { shares: readonly ShownShare[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list}>
      {shares.map((one) => (
        <li key={one.key} data-testid="authorship-share" data-key={one.key} data-share={one.share}>
          <span
            className={classes.swatch}
            data-author={authorKind(one.author)}
            style={authorStyle(one.author)}
          />
          <bdi className={classes.who}>
            {authorKind(one.author) === 'ai' ? t('coWriter.name') : one.author.person.name}
          </bdi>
          <span className="quiet">{t('library.words', { count: one.words })}</span>
          <span className={classes.percent}>{t('authorship.percent', { share: one.share })}</span>
          <Ways share={one} />
        </li>
      ))}
    </ul>
  );
}

/** How somebody's words came; where all were typed, or all are the co-writer's, there is nothing to say. */
function Ways({ share }: { share: ShownShare }) {
  const { t } = useTranslation();
  if (share.how.every(({ how }) => how === 'typed' || how === 'ai')) return null;
  return (
    <span className={classes.ways} data-testid="authorship-ways">
      {share.how
        .map(({ how, share: part }) =>
          t('authorship.share', { how: t(`authorship.how.${how}`), share: part }),
        )
        .join(' · ')}
    </span>
  );
}

/** How the ways in which text came are drawn; only those that are in this text. */
function Legend({ authorship }: { authorship: Authorship }) {
  const { t } = useTranslation();
  const used = new Set(authorship.blocks.flatMap((block) => block.runs.map((run) => run.how)));
  return (
    <ul className={classes.legend} aria-label={t('authorship.legend')}>
      {HOWS.filter((how) => used.has(how)).map((how) => (
        <li key={how}>
          <span
            className="authored"
            data-how={how}
            data-author={how === 'ai' ? 'ai' : 'unknown'}
            style={authorStyle(null)}
          >
            {t(`authorship.how.${how}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
