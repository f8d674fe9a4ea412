import { isMacKeyboard, keyCaps, type ShortcutName } from '../lib/shortcuts.ts';
import classes from './keys.module.css';

/** The keys of a shortcut, as they stand on this keyboard; always left to right. */
export function Keys({ name }: { name: ShortcutName }) {
  return (
    <bdi dir="ltr" className={classes.keys}>
      {keyCaps(name, isMacKeyboard()).map((cap) => (
        <kbd key={cap} className={classes.cap}>
          {cap}
        </kbd>
      ))}
    </bdi>
  );
}
