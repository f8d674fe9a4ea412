import { useTranslation } from 'react-i18next';
import type { Awareness } from 'y-protocols/awareness';
import { Avatar } from '../../ui/avatar.tsx';
import classes from './editor.module.css';
import type { Following } from './use-follow.ts';
import { usePeople } from './use-people.ts';

const SHOWN = 5;

interface PeopleStackProps {
  awareness: Awareness | undefined;
  following: Following;
}

/** Who has this document open; the co-writer's sign is square. */
export function PeopleStack({ awareness, following }: PeopleStackProps) {
  const { t } = useTranslation();
  const people = usePeople(awareness);
  const shown = people.slice(0, SHOWN);
  const more = people.length - shown.length;
  return (
    <ul className={classes.people} aria-label={t('editor.whoIsHere')} data-testid="people">
      {shown.map(({ user, isMe }) => (
        <li
          key={`${user.kind}${user.id}`}
          data-kind={user.kind}
          data-name={user.kind === 'ai' ? t('coWriter.name') : user.name}
          data-testid="person-here"
        >
          {isMe || user.kind === 'ai' ? (
            <Avatar
              name={user.kind === 'ai' ? t('coWriter.name') : user.name}
              color={user.color}
              kind={user.kind}
            />
          ) : (
            <button
              type="button"
              className={classes.person}
              data-follow=""
              aria-pressed={following.personId === user.id}
              title={t(following.personId === user.id ? 'editor.unfollow' : 'editor.follow', {
                name: user.name,
              })}
              onClick={() => following.follow(following.personId === user.id ? null : user.id)}
            >
              <Avatar name={user.name} color={user.color} />
            </button>
          )}
        </li>
      ))}
      {more > 0 ? <li className={classes.more}>{t('editor.morePeople', { count: more })}</li> : null}
    </ul>
  );
}
