import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ProblemLine } from './problem-line.tsx';

interface ConfirmDialogProps {
  title: string;
  /** The verb on the button that does it. */
  action: string;
  isBusy: boolean;
  error: unknown;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be taken back, or that takes something from somebody. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.disabled) props.onConfirm();
        }}
      >
        {props.children}
        <ProblemLine error={props.error} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {t('actions.cancel')}
          </Button>
          <Button
            type="submit"
            color="pomegranate"
            disabled={props.disabled ?? false}
            loading={props.isBusy}
            data-testid="confirm"
          >
            {props.action}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
