// Language and theme, the same before and after sign-in.
import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSwitchLanguage } from '../lib/use-switch-language.ts';
import classes from './preferences-controls.module.css';

const THEMES: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];

export function LanguageButton() {
  const { i18n } = useTranslation();
  const switchLanguage = useSwitchLanguage();
  const other = i18n.language === 'fa' ? 'en' : 'fa';
  return (
    <button
      type="button"
      className={classes.control}
      lang={other}
      data-testid="switch-language"
      onClick={() => switchLanguage(other)}
    >
      {other === 'fa' ? 'فارسی' : 'English'}
    </button>
  );
}

export function ThemeSelect() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <select
      className={classes.control}
      aria-label={t('preferences.theme')}
      data-testid="theme"
      value={colorScheme}
      onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
    >
      {THEMES.map((theme) => (
        <option key={theme} value={theme}>
          {t(`preferences.themes.${theme}`)}
        </option>
      ))}
    </select>
  );
}

export function PreferencesControls() {
  return (
    <div className={classes.row}>
      <LanguageButton />
      <ThemeSelect />
    </div>
  );
}
