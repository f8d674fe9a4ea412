import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';

interface StepDialogProps {
  step: DocumentDetail['steps'][number];
  title: string;
  onClose: () => void;
  onTake: (note: string) => void;
}

/** Asks before a text is sealed, and for the reason when it is rejected. */
export function StepDialog({ step, title, onClose, onTake }: StepDialogProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isReject = step.name === 'reject';
  return (
    <Dialog onClose={onClose} title={t(`steps.${step.name}`)}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (step.needsNote && !note.trim()) setMissing(true);
          else onTake(note.trim());
        }}
      >
        <p>
          <strong dir="auto">{title}</strong>
        </p>
        <p>{t(`workflow.lead.${isReject ? 'reject' : 'approve'}`)}</p>
        <Textarea
          label={t(step.needsNote ? 'workflow.reason' : 'workflow.note')}
          data-testid="step-note"
          data-autofocus
          minRows={3}
          autosize
          maxLength={2000}
          required={step.needsNote}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={isMissing ? t('problems.note-missing') : undefined}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit" color={isReject ? 'pomegranate' : 'lapis'} data-testid="step-confirm">
            {t(`steps.${step.name}`)}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
