import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { projectsKey, useWorkspaces } from '../../lib/use-projects.ts';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { DOCUMENT_LISTS } from './document-list.ts';

/** Puts a document into another project of its organization. */
export function MoveDialog({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const workspaces = useWorkspaces(document.organizationId);
  const [projectId, setProjectId] = useState(document.projectId);
  const move = useMutation({
    mutationFn: () => request('POST', `/documents/${document.id}/move`, { body: { projectId } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS });
      await queryClient.invalidateQueries({ queryKey: projectsKey(document.organizationId) });
      onClose();
      notify('done', t('library.moved'));
    },
  });
  return (
    <Dialog title={t('library.move')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          move.mutate();
        }}
      >
        <NativeSelect
          label={t('library.project')}
          data-autofocus
          data={(workspaces.data ?? []).map((workspace) => ({
            group: workspace.name,
            items: workspace.projects.map((project) => ({ value: project.id, label: project.name })),
          }))}
          value={projectId}
          onChange={(event) => setProjectId(event.currentTarget.value)}
          data-testid="move-project"
        />
        <ProblemLine error={move.error ?? workspaces.error} />
        <Button
          type="submit"
          disabled={projectId === document.projectId}
          loading={move.isPending}
          data-testid="move-submit"
        >
          {t('library.move')}
        </Button>
      </form>
    </Dialog>
  );
}
