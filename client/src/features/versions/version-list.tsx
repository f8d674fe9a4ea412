import type { Version } from '@hamnevis/core/contract/versions';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKey, authorKind } from '../../lib/authors.ts';
import { dayNameInWords, momentInWords, timeInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChangedLetters } from './changed-letters.tsx';
import { type DayRow, versionDays } from './version-days.ts';
import classes from './versions.module.css';

interface VersionListProps {
  versions: readonly Version[];
  /** The ids that are chosen to be compared. */
  chosen: readonly string[];
  onChoose: (version: Version) => void;
  onOpen: (version: Version) => void;
}

/** Versions by day, newest first; those that made themselves are folded. */
export function VersionList({ versions, ...actions }: VersionListProps) {
  const language = useLanguage();
  const days = useMemo(() => versionDays(versions), [versions]);
  return days.map((day) => (
    <section key={day.at}>
      <h3 className={classes.day}>{dayNameInWords(day.at, language)}</h3>
      <ul className={classes.list}>
        {day.rows.map((row) => (
          <li key={row.kind === 'one' ? row.version.id : row.versions[0]?.id}>
            <Row row={row} {...actions} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

type RowActions = Omit<VersionListProps, 'versions'>;

function Row({ row, ...actions }: { row: DayRow } & RowActions) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (row.kind === 'one') return <VersionRow version={row.version} {...actions} />;
  const hasChosen = row.versions.some((version) => actions.chosen.includes(version.id));
  const isShown = isOpen || hasChosen;
  return (
    <>
      <button
        type="button"
        className={classes.fold}
        aria-expanded={isShown}
        data-testid="version-fold"
        onClick={() => setOpen(!isShown)}
      >
        {t('versions.folded', { count: row.versions.length })}
      </button>
      {isShown ? (
        <ul className={classes.folded}>
          {row.versions.map((version) => (
            <li key={version.id}>
              <VersionRow version={version} {...actions} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function VersionRow({ version, chosen, onChoose, onOpen }: { version: Version } & RowActions) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = version.name ?? t(`versions.kinds.${version.kind}`);
  return (
    <div className={classes.rowBox}>
      <button
        type="button"
        className={classes.row}
        onClick={() => onOpen(version)}
        data-testid="version-row"
        data-kind={version.kind}
      >
        <span className={classes.name}>
          <bdi>{name}</bdi>
        </span>
        <span className="quiet">
          {timeInWords(version.createdAt, language)} · <Writers version={version} />
          {version.changes ? (
            <ChangedLetters added={version.changes.inserted} removed={version.changes.deleted} />
          ) : null}
        </span>
        {version.note ? (
          <span>
            <bdi>{version.note}</bdi>
          </span>
        ) : null}
      </button>
      <input
        type="checkbox"
        className={classes.choose}
        checked={chosen.includes(version.id)}
        aria-label={t('versions.choose', {
          name,
          when: momentInWords(version.createdAt, language),
        })}
        title={t('versions.chooseShort')}
        data-testid="version-choose"
        onChange={() => onChoose(version)}
      />
    </div>
  );
}

/** Who wrote since the version before; while that is counted, or where nobody did, whoever made the version. */
function Writers({ version }: { version: Version }) {
  const { t } = useTranslation();
  const names = new Map(
    (version.changes?.authors ?? []).map((author) => [
      authorKey(author),
      authorKind(author) === 'ai' ? t('coWriter.name') : author.person.name,
    ]),
  );
  if (names.size === 0) return <bdi>{version.createdBy.name}</bdi>;
  return [...names].map(([key, name], index) => (
    <span key={key}>
      {index > 0 ? t('versions.and') : null}
      <bdi>{name}</bdi>
    </span>
  ));
}
