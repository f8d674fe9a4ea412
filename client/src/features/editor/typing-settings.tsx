import { Switch } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import {
  subscribeTypingRules,
  switchTypingRule,
  TYPING_RULES,
  typingRulesOn,
} from '../../lib/typing-preferences.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './typing-settings.module.css';

/** Which of the typing rules this person wants; a switch counts from the next keystroke on. */
export function TypingSettings({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const on = useSyncExternalStore(subscribeTypingRules, typingRulesOn);
  return (
    <Dialog title={t('typing.title')} onClose={onClose}>
      <p className={classes.lead}>{t('typing.lead')}</p>
      <div className={classes.rules}>
        {TYPING_RULES.map((rule) => (
          <Switch
            key={rule}
            label={t(`typing.rules.${rule}.label`)}
            description={t(`typing.rules.${rule}.description`)}
            checked={on.includes(rule)}
            onChange={(event) => switchTypingRule(rule, event.currentTarget.checked)}
            data-testid={`typing-${rule}`}
          />
        ))}
      </div>
    </Dialog>
  );
}
