import { useTranslation } from 'react-i18next';
import type { Awareness } from 'y-protocols/awareness';
import { Avatar } from '../../ui/avatar.tsx';
import classes from './editor.module.css';
import { usePeople } from './use-people.ts';

const SHOWN = 5;

/** Who has this document open; the co-writer's sign is square. */
export function PeopleStack({ awareness }: { awareness: Awareness | undefined }) {
  const { t } = useTranslation();
  const people = usePeople(awareness);
  const shown = people.slice(0, SHOWN);
  const more = people.length - shown.length;
  return (
    <ul className={classes.people} aria-label={t('editor.whoIsHere')} data-testid="people">
      {shown.map(({ user }) => (
        <li
          key={`${user.kind}${user.id}`}
          data-kind={user.kind}
          data-name={user.kind === 'ai' ? t('coWriter.name') : user.name}
          data-testid="person-here"
        >
          <Avatar
            name={user.kind === 'ai' ? t('coWriter.name') : user.name}
            color={user.color}
            kind={user.kind}
          />
        </li>
      ))}
      {more > 0 ? <li className={classes.more}>{t('editor.morePeople', { count: more })}</li> : null}
    </ul>
  );
}
