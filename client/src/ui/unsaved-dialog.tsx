import { Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type UnsavedDocument, unsavedDocuments } from '../lib/live/unsaved-documents.ts';
import { Dialog } from './dialog.tsx';

interface UnsavedDialogProps {
  personId: string;
  onClose: () => void;
  onGiveUp: () => void;
}

/** Before sign-out, here or everywhere: which documents hold words that only this browser has. */
export function UnsavedDialog({ personId, onClose, onGiveUp }: UnsavedDialogProps) {
  const { t } = useTranslation();
  const [unsaved, setUnsaved] = useState<UnsavedDocument[]>([]);
  useEffect(() => void unsavedDocuments(personId).then(setUnsaved), [personId]);
  return (
    <Dialog onClose={onClose} title={t('signOut.unsavedTitle')}>
      <p>{t('signOut.unsavedLead')}</p>
      <ul>
        {unsaved.map(({ documentId, title, waiting, isRefused }) => (
          <li key={documentId}>
            <Link to={`/documents/${documentId}`} dir="auto">
              {title || t('library.untitled')}
            </Link>{' '}
            {isRefused ? t('signOut.refused') : t('signOut.waiting', { count: waiting })}
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
