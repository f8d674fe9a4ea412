import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './page.module.css';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main className={classes.narrow}>
      <p>{t('problems.not-found')}</p>
      <Link to="/">{t('library.title')}</Link>
    </main>
  );
}
