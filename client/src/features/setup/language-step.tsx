import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../../lib/i18n.ts';
import { useLanguage } from '../../lib/use-language.ts';
import classes from './setup.module.css';

/** The language of the interface; the screen itself is the preview. */
export function LanguageStep({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(useLanguage());
  return (
    <div className={classes.form}>
      <fieldset className={classes.languages}>
        <legend className="visually-hidden">{t('preferences.language')}</legend>
        {(['fa', 'en'] as const).map((one) => (
          <label key={one} lang={one} data-chosen={one === chosen || undefined}>
            <input
              type="radio"
              name="language"
              checked={one === chosen}
              onChange={() => {
                setChosen(one);
                void switchLanguage(one, { remember: true });
              }}
              data-testid={`setup-language-${one}`}
            />
            {one === 'fa' ? 'فارسی' : 'English'}
          </label>
        ))}
      </fieldset>
      <Button size="md" fullWidth onClick={onNext} data-testid="setup-next">
        {t('setup.next')}
      </Button>
    </div>
  );
}
