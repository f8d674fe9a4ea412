import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Asked when a person has written inside what would be thrown away. */
export function DiscardDialog({ onClose, onDiscard }: { onClose: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('coWriter.discardTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <p>{t('coWriter.discardLead')}</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('actions.cancel')}
        </Button>
        <Button color="pomegranate" onClick={onDiscard} data-testid="discard-confirm">
          {t('coWriter.discard')}
        </Button>
      </Group>
    </Modal>
  );
}
