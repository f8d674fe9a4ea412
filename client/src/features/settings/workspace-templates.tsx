import type { Template } from '@hamnevis/core/contract/templates';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { templatesKey, useTemplates } from '../../lib/use-templates.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TemplateForm } from '../../ui/template-form.tsx';

/** What new documents of a workspace may begin with: its own templates are renamed and deleted, the built-in ones stay. */
export function WorkspaceTemplates({ workspaceId }: { workspaceId: string }) {
  const { t } = useTranslation();
  const templates = useTemplates(workspaceId);
  const [asked, setAsked] = useState<{ act: 'rename' | 'delete'; template: Template } | null>(null);
  const close = () => setAsked(null);
  const own = templates.data?.filter((one) => !one.builtIn);
  return (
    <Section title={t('templates.title')} lead={t('templates.lead')}>
      {templates.isPending ? <LoadingRows rows={2} /> : null}
      {templates.error && !templates.data ? (
        <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
      ) : null}
      {own?.length === 0 ? <EmptyState text={t('templates.none')} /> : null}
      {own && own.length > 0 ? (
        <ul className={list.list} aria-label={t('templates.title')}>
          {own.map((template) => (
            <li key={template.id} className={list.row} data-testid="template-row">
              <span className={list.what}>
                <span className={list.name}>
                  <bdi className="one-line">{template.name}</bdi>
                </span>
                {template.description ? (
                  <span className={list.more} dir="auto">
                    {template.description}
                  </span>
                ) : null}
              </span>
              <span className={list.ends}>
                <Button
                  variant="default"
                  size="compact-md"
                  onClick={() => setAsked({ act: 'rename', template })}
                  data-testid="template-rename"
                >
                  {t('templates.rename')}
                </Button>
                <Button
                  variant="subtle"
                  color="pomegranate"
                  size="compact-md"
                  onClick={() => setAsked({ act: 'delete', template })}
                  data-testid="template-delete"
                >
                  {t('templates.delete')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {asked?.act === 'rename' ? (
        <RenameDialog workspaceId={workspaceId} template={asked.template} onClose={close} />
      ) : null}
      {asked?.act === 'delete' ? (
        <DeleteDialog workspaceId={workspaceId} template={asked.template} onClose={close} />
      ) : null}
    </Section>
  );
}

interface TemplateDialogProps {
  workspaceId: string;
  template: Template;
  onClose: () => void;
}

function RenameDialog({ workspaceId, template, onClose }: TemplateDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (wish: { name: string; description: string }) =>
      request<Template>('PATCH', `/workspaces/${workspaceId}/templates/${template.id}`, { body: wish }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: templatesKey(workspaceId) });
      onClose();
      notify('done', t('profile.saved'));
    },
  });
  return (
    <Dialog title={t('templates.rename')} onClose={onClose}>
      <TemplateForm
        name={template.name}
        description={template.description}
        isBusy={save.isPending}
        error={save.error}
        onSave={(wish) => save.mutate(wish)}
      />
    </Dialog>
  );
}

function DeleteDialog({ workspaceId, template, onClose }: TemplateDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { name } = template;
  const remove = useMutation({
    mutationFn: () => request('DELETE', `/workspaces/${workspaceId}/templates/${template.id}`),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: templatesKey(workspaceId) });
      onClose();
      notify('done', t('templates.deleted', { name }));
    },
  });
  return (
    <ConfirmDialog
      title={t('templates.deleteTitle', { name })}
      action={t('templates.delete')}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('templates.deleteLead')}</p>
    </ConfirmDialog>
  );
}
