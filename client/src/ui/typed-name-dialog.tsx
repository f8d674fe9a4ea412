import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface TypedNameDialogProps {
  title: string;
  lead: string;
  /** What has to be typed, as it stands. */
  name: string;
  label: string;
  action: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: (typed: string) => void;
  onClose: () => void;
}

/** Asks before something is deleted for good: its name must be typed. */
export function TypedNameDialog(props: TypedNameDialogProps) {
  const { title, lead, name, label, action, isBusy, error, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  return (
    <ConfirmDialog
      title={title}
      action={action}
      isBusy={isBusy}
      error={error}
      disabled={typed.trim() !== name.trim()}
      onConfirm={() => onConfirm(typed.trim())}
      onClose={onClose}
    >
      <p>{lead}</p>
      <p>
        <strong dir="auto">{name}</strong>
      </p>
      <TextInput
        label={label}
        autoComplete="off"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="typed-title"
      />
    </ConfirmDialog>
  );
}
