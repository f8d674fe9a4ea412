import type { Workspace } from '@hamnevis/core/contract/organizations';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { ProblemLine } from '../../ui/problem-line.tsx';

export function NewWorkspaceDialog({
  organizationId,
  onClose,
}: {
  organizationId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () =>
      request<Workspace>('POST', `/organizations/${organizationId}/workspaces`, {
        body: { name: name.trim() },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['organizations', organizationId] });
      onClose();
    },
  });
  return (
    <Dialog title={t('settings.newWorkspace')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <TextInput
          label={t('settings.workspaceName')}
          data-autofocus
          maxLength={120}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="workspace-name"
        />
        <ProblemLine error={create.error} />
        <Button
          type="submit"
          disabled={!name.trim()}
          loading={create.isPending}
          data-testid="create-workspace"
        >
          {t('library.create')}
        </Button>
      </form>
    </Dialog>
  );
}
