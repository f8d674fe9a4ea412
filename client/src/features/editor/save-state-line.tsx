import { useTranslation } from 'react-i18next';
import type { SaveState } from '../../lib/live/save-state.ts';
import classes from './editor.module.css';

/** Whether the words are safe, in words. "Saved" means committed in the server's database. */
export function SaveStateLine({ state }: { state: SaveState }) {
  const { t } = useTranslation();
  const waiting = state.kind === 'saved' ? 0 : state.waiting;
  return (
    <span
      className={classes.save}
      data-testid="save-state"
      data-state={state.kind}
      data-waiting={waiting}
      role="status"
      aria-live="polite"
    >
      {saveStateWords(t, state)}
    </span>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

/** The save state as one short sentence, also for the tab's title. */
export function saveStateWords(t: Translate, state: SaveState): string {
  switch (state.kind) {
    case 'saved':
      return t('saveState.saved');
    case 'saving':
      return state.waiting > 0 ? t('saveState.waiting', { count: state.waiting }) : t('saveState.connecting');
    case 'offline':
      return state.waiting > 0
        ? t('saveState.offlineWaiting', { count: state.waiting })
        : t('saveState.offline');
    case 'refused':
      return t('saveState.refused', { reason: t(`refusals.${state.reason}`) });
    default:
      return state satisfies never;
  }
}
