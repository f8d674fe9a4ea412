import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import type { Project } from '@hamnevis/core/contract/organizations';
import type { Language } from '@hamnevis/core/contract/shared';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { request } from '../../lib/http.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { useTemplates } from '../../lib/use-templates.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DOCUMENT_LISTS } from './document-list.ts';
import classes from './rows.module.css';

/** A new document: its title, its language and where it belongs; it opens right away. */
export function NewDocumentDialog({ projects, onClose }: { projects: Project[]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [title, setTitle] = useState('');
  const [language, setLanguage] = useState<Language>(useLanguage());
  const [projectId, setProjectId] = useState(projects[0]?.id ?? '');
  const [chosen, setChosen] = useState('');
  const templates = useTemplates(projects.find(({ id }) => id === projectId)?.workspaceId);
  const fitting = templates.data?.filter((one) => one.language === language) ?? [];
  const template = fitting.find(({ id }) => id === chosen);
  const templateId = template?.id;
  const create = useMutation({
    mutationFn: () =>
      request<DocumentDetail>('POST', `/projects/${projectId}/documents`, {
        body: { title: title.trim(), language, ...(templateId ? { templateId } : {}) },
      }),
    onSuccess: async (created) => {
      await queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS });
      await navigate(`/documents/${created.id}`);
    },
  });
  return (
    <Dialog onClose={onClose} title={t('library.newDocument')}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim()) create.mutate();
        }}
      >
        <TextInput
          label={t('library.documentTitle')}
          data-testid="document-title-input"
          data-autofocus
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('library.documentLanguage')}
          data-testid="document-language"
          data={[
            { value: 'fa', label: 'فارسی' },
            { value: 'en', label: 'English' },
          ]}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value === 'en' ? 'en' : 'fa')}
        />
        <NativeSelect
          label={t('library.project')}
          data={projects.map((project) => ({ value: project.id, label: project.name }))}
          value={projectId}
          onChange={(event) => setProjectId(event.currentTarget.value)}
        />
        {fitting.length > 0 ? (
          <NativeSelect
            label={t('library.template')}
            description={template?.description || t('library.templateHint')}
            data-testid="document-template"
            data={[
              { value: '', label: t('library.noTemplate') },
              ...fitting.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={templateId ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        ) : null}
        {create.error ? (
          <p role="alert" className={classes.error}>
            {problemText(create.error)}
          </p>
        ) : null}
        <Button
          type="submit"
          disabled={!title.trim()}
          loading={create.isPending}
          data-testid="create-document"
        >
          {t('library.create')}
        </Button>
      </form>
    </Dialog>
  );
}
