import { useTranslation } from 'react-i18next';
import classes from './authorship.module.css';

interface AuthorshipToggleProps {
  shown: boolean;
  onToggle: () => void;
}

/** Shows in the text who wrote it, or takes that away again. */
export function AuthorshipToggle({ shown, onToggle }: AuthorshipToggleProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-pressed={shown}
      data-testid="toggle-authorship"
      onClick={onToggle}
    >
      {t('authorship.title')}
    </button>
  );
}
