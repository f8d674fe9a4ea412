import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { copiesOf } from '../lib/live/local-copies.ts';
import { Dialog } from './dialog.tsx';

interface UnsavedDialogProps {
  personId: string;
  onClose: () => void;
  onGiveUp: () => void;
}

/** Before sign-out, here or everywhere: which documents hold words that only this browser has. */
export function UnsavedDialog({ personId, onClose, onGiveUp }: UnsavedDialogProps) {
  const { t } = useTranslation();
  const copies = copiesOf(personId).filter((copy) => copy.waiting > 0);
  return (
    <Dialog onClose={onClose} title={t('signOut.unsavedTitle')}>
      <p>{t('signOut.unsavedLead')}</p>
      <ul>
        {copies.map((copy) => (
          <li key={copy.documentId}>
            <Link to={`/documents/${copy.documentId}`} dir="auto">
              {copy.title || t('library.untitled')}
            </Link>{' '}
            {t('saveState.waiting', { count: copy.waiting })}
          </li>
        ))}
      </ul>
      <Group justify="space-between">
        <Button color="pomegranate" variant="outline" onClick={onGiveUp}>
          {t('signOut.giveUp')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('actions.cancel')}
        </Button>
      </Group>
    </Dialog>
  );
}
