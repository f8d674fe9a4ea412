import type { RoomMessage } from '@hamnevis/core/sockets/room';
import { useTranslation } from 'react-i18next';
import classes from './document-workplace.module.css';

const MB = 1024 * 1024;

/** A document near its bound: how near, and what to do before it is full. */
export function RoomNotice({ room }: { room: RoomMessage }) {
  const { t } = useTranslation();
  const percent = Math.min(100, Math.floor((100 * room.usedBytes) / room.maxBytes));
  const figures = {
    percent,
    used: Math.round((10 * room.usedBytes) / MB) / 10,
    most: Math.round((10 * room.maxBytes) / MB) / 10,
  };
  return (
    <p
      className={classes.room}
      dir={document.documentElement.dir}
      role="status"
      data-testid="room"
      data-percent={percent}
    >
      {t(percent < 99 ? 'room.near' : 'room.full', figures)} {t('room.advice')}
    </p>
  );
}
