import type { Session } from '@hamnevis/core/contract/auth';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { deviceName } from '../lib/device-name.ts';
import list from './list.module.css';
import { Moment } from './moment.tsx';

interface SessionRowsProps {
  label: string;
  sessions: readonly Session[];
  /** The session that is being ended. */
  ending: string | undefined;
  onEnd: (id: string) => void;
}

/** Where somebody is signed in, the last used first: by which device, when, from where. The one that asks cannot be ended here. */
export function SessionRows({ label, sessions, ending, onEnd }: SessionRowsProps) {
  const { t } = useTranslation();
  return (
    <ul className={list.list} aria-label={label}>
      {sessions.toSorted(byLastUse).map((one) => (
        <li key={one.id} className={list.row} data-testid="session-row" data-current={one.current}>
          <span className={list.what}>
            <span className={list.name}>
              <Device userAgent={one.device} />
            </span>
            <span className={list.more}>
              {t('sessions.lastSeen')} <Moment at={one.lastSeenAt} />
              {one.ip ? (
                <>
                  {' · '}
                  <bdi dir="ltr">{one.ip}</bdi>
                </>
              ) : null}
            </span>
          </span>
          <span className={list.ends}>
            {one.current ? (
              <span className={list.mark} data-kind="good">
                {t('sessions.current')}
              </span>
            ) : (
              <Button
                variant="default"
                size="compact-md"
                loading={ending === one.id}
                onClick={() => onEnd(one.id)}
                data-testid="end-session"
              >
                {t('sessions.end')}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Device({ userAgent }: { userAgent: string | null }) {
  const { t } = useTranslation();
  const { browser, system } = deviceName(userAgent);
  if (!browser && !system) return <>{t('sessions.unknownDevice')}</>;
  if (!browser || !system) return <bdi>{browser ?? system}</bdi>;
  return <>{t('sessions.device', { browser, system })}</>;
}

function byLastUse(one: Session, other: Session): number {
  return Date.parse(other.lastSeenAt) - Date.parse(one.lastSeenAt);
}
