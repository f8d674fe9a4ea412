import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import type { Template } from '@hamnevis/core/contract/templates';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { templatesKey } from '../../lib/use-templates.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { TemplateForm } from '../../ui/template-form.tsx';

/** Makes a template of the workspace out of a document's text as it stands. */
export function MakeTemplateDialog({
  document,
  onClose,
}: {
  document: DocumentSummary;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { workspaceId } = document;
  const make = useMutation({
    mutationFn: (wish: { name: string; description: string }) =>
      request<Template>('POST', `/workspaces/${workspaceId}/templates`, {
        body: { ...wish, documentId: document.id },
      }),
    onSuccess: async ({ name }) => {
      await queryClient.invalidateQueries({ queryKey: templatesKey(workspaceId) });
      onClose();
      notify('done', t('templates.made', { name }));
    },
  });
  return (
    <Dialog title={t('templates.make')} onClose={onClose}>
      <TemplateForm
        name={document.title}
        description=""
        isBusy={make.isPending}
        error={make.error}
        onSave={(wish) => make.mutate(wish)}
      />
    </Dialog>
  );
}
