import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy-text.ts';
import classes from './form.module.css';
import { notify } from './notices.tsx';

/** A link or a key that the server shows this once, and a button that copies it. */
export function OnceSecret({ label, hint, value }: { label: string; hint: string; value: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.form}>
      <TextInput
        label={label}
        description={hint}
        dir="ltr"
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        data-testid="once-secret"
      />
      <div className={classes.starts}>
        <Button
          onClick={() => {
            void copyText(value).then((done) =>
              notify(done ? 'done' : 'error', t(done ? 'copy.done' : 'copy.failed')),
            );
          }}
          data-testid="copy-secret"
          data-autofocus
        >
          {t('copy.button')}
        </Button>
      </div>
    </div>
  );
}
