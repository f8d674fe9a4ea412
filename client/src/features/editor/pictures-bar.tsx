import { Button } from '@mantine/core';
import { useId, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../lib/preferences.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import classes from './pictures-bar.module.css';
import type { PictureRow, PicturesElsewhere } from './pictures-elsewhere.ts';

/** Asks, once and quietly, whether pictures of other sites shall be brought here: all of them, or one by one. */
export function PicturesBar({ pictures }: { pictures: PicturesElsewhere }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const rows = useSyncExternalStore(pictures.subscribe, pictures.getRows);
  if (rows.length === 0) return null;
  const addresses = rows.map(({ address }) => address);
  const waiting = rows.filter(({ isComing }) => !isComing);
  const failed = rows.find(({ error }) => error !== null);
  const single = rows.length === 1;
  return (
    <section
      className={classes.bar}
      dir={directionOf(language)}
      aria-label={t('pictures.title')}
      data-testid="pictures-elsewhere"
    >
      <div className={classes.head}>
        <p className={classes.words} role="status">
          {waiting.length > 0
            ? t('pictures.waiting', { count: waiting.length, from: fromWords(rows, t) })
            : t('pictures.coming', { count: rows.length })}
        </p>
        <div className={classes.actions}>
          {waiting.length > 0 ? (
            <>
              <Button
                size="compact-md"
                variant="default"
                data-testid="pictures-bring-all"
                onClick={() => pictures.bring(addresses)}
              >
                {t(single ? 'pictures.bring' : 'pictures.bringAll')}
              </Button>
              <Button
                size="compact-md"
                variant="subtle"
                data-testid="pictures-leave-all"
                onClick={() => pictures.leave(waiting.map(({ address }) => address))}
              >
                {t(single ? 'pictures.leave' : 'pictures.leaveAll')}
              </Button>
            </>
          ) : null}
          {single ? null : (
            <Button
              size="compact-md"
              variant="subtle"
              color="gray"
              aria-expanded={isOpen}
              aria-controls={listId}
              data-testid="pictures-each"
              onClick={() => setIsOpen(!isOpen)}
            >
              {t('pictures.each')}
            </Button>
          )}
        </div>
      </div>
      {isOpen || failed ? (
        <ul id={listId} className={classes.list}>
          {rows.map((row) => (
            <Row key={row.address} row={row} pictures={pictures} single={single} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Row({ row, pictures, single }: { row: PictureRow; pictures: PicturesElsewhere; single: boolean }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <li className={classes.row} data-testid="picture-row">
      <span className={classes.name}>
        <bdi>{row.alt || lastOf(row.address)}</bdi>
        <bdi dir="ltr" className={classes.host}>
          {row.host}
        </bdi>
        {row.error ? <span className={classes.failed}>{problemText(row.error)}</span> : null}
      </span>
      {single ? null : row.isComing ? (
        <span>{t('pictures.onItsWay')}</span>
      ) : (
        <span className={classes.actions}>
          <Button
            size="compact-sm"
            variant="default"
            data-testid="picture-bring"
            onClick={() => pictures.bring([row.address])}
          >
            {t(row.error ? 'actions.tryAgain' : 'pictures.bring')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            data-testid="picture-leave"
            onClick={() => pictures.leave([row.address])}
          >
            {t('pictures.leave')}
          </Button>
        </span>
      )}
    </li>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

/** The one site by its name in the letters of the network, isolated; of several, how many. */
function fromWords(rows: readonly PictureRow[], t: Translate): string {
  const hosts = [...new Set(rows.map(({ host }) => host))];
  return hosts.length === 1 ? `\u2066${hosts[0]}\u2069` : t('pictures.sites', { count: hosts.length });
}

function lastOf(address: string): string {
  return URL.parse(address)?.pathname.split('/').at(-1) || address;
}
