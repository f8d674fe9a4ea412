import { useTranslation } from 'react-i18next';
import { SHORTCUT_NAMES, SHORTCUTS, type ShortcutGroup } from '../lib/shortcuts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import classes from './key-sheet.module.css';

const GROUPS: readonly ShortcutGroup[] = ['desk', 'persian', 'text', 'blocks'];

/** Every key that works here, from the list that the keys themselves are read from. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('keys.title')} onClose={onClose} size={640}>
      <div className={classes.groups} data-testid="key-sheet">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={classes.heading}>{t(`keys.groups.${group}`)}</h3>
            <dl className={classes.list}>
              {SHORTCUT_NAMES.filter((name) => SHORTCUTS[name].group === group).map((name) => (
                <div key={name} className={classes.row}>
                  <dt>{t(`keys.names.${name}`)}</dt>
                  <dd>
                    <Keys name={name} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
