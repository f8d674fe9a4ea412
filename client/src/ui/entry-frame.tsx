import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreenTitle } from '../lib/use-screen-title.ts';
import classes from './entry-frame.module.css';
import { PreferencesControls } from './preferences-controls.tsx';

/** The calm page before somebody is signed in: name, one form, language and theme. */
export function EntryFrame({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t } = useTranslation();
  useScreenTitle(title);
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <span className={classes.brand}>{t('app.name')}</span>
        <PreferencesControls />
      </header>
      <main className={classes.main}>
        <h1 className={classes.title}>{title}</h1>
        {lead ? <p className={classes.lead}>{lead}</p> : null}
        {children}
      </main>
    </div>
  );
}
