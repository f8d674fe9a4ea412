import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useScreenTitle } from '../lib/use-screen-title.ts';
import classes from './page.module.css';

export function NotFoundPage() {
  const { t } = useTranslation();
  useScreenTitle(t('notFound.title'));
  return (
    <main className={classes.narrow} data-testid="not-found">
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.lead')}</p>
      <Link to="/">{t('nav.home')}</Link>
    </main>
  );
}
