import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';

/** Asked when a person has written inside what would be thrown away. */
export function DiscardDialog({ onClose, onDiscard }: { onClose: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={t('coWriter.discardTitle')}>
      <p>{t('coWriter.discardLead')}</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('actions.cancel')}
        </Button>
        <Button color="pomegranate" onClick={onDiscard} data-testid="discard-confirm">
          {t('coWriter.discard')}
        </Button>
      </Group>
    </Dialog>
  );
}
