import { judgeDocumentAction, judgeOrganizationAction } from '@hamnevis/core/access/rules';
import type { DocumentDetail, DocumentSummary } from '@hamnevis/core/contract/documents';
import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { loadShelf } from '../../lib/i18n.ts';
import { latePart } from '../../lib/late-part.ts';
import { useMe } from '../../lib/use-me.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import barClasses from '../../ui/bar-button.module.css';
import { notify } from '../../ui/notices.tsx';
import { DOCUMENT_LISTS } from './document-list.ts';

const withWords = <Loaded,>(load: () => Promise<Loaded>) =>
  Promise.all([load(), loadShelf('office')]).then(([loaded]) => loaded);
const MoveDialog = latePart(() =>
  withWords(() => import('./move-dialog.tsx')).then((module) => ({ default: module.MoveDialog })),
);
const PlanDialog = latePart(() =>
  withWords(() => import('./plan-dialog.tsx')).then((module) => ({ default: module.PlanDialog })),
);

const MakeTemplateDialog = latePart(() =>
  withWords(() => import('./make-template-dialog.tsx')).then((module) => ({
    default: module.MakeTemplateDialog,
  })),
);

/** What one can do with a document of a list, as far as one's role goes. Opens as soon as it is loaded. */
export function DocumentMenu({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const me = useMe().data;
  const [dialog, setDialog] = useState<'move' | 'plan' | 'template' | null>(null);
  const role = me?.memberships.find((one) => one.organizationId === document.organizationId)?.role;
  const subject = { status: document.status, isOwn: document.createdBy.id === me?.id };
  const may = (action: 'organize' | 'trash') =>
    role !== undefined && judgeDocumentAction(role, action, subject).allowed;
  const manages = role !== undefined && judgeOrganizationAction(role, 'manage-workspaces').allowed;
  const mayCreate = role !== undefined && judgeOrganizationAction(role, 'create-document').allowed;

  const act = useMutation({
    mutationFn: ({ run }: { run: () => Promise<unknown>; done: string }) => run(),
    onSuccess: (_, { done }) => notify('done', done),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS }),
  });
  const duplicate = () =>
    act.mutate({
      run: () => request<DocumentDetail>('POST', `/documents/${document.id}/duplicate`, { body: {} }),
      done: t('library.duplicated'),
    });
  const trash = () =>
    act.mutate({
      run: () => request('DELETE', `/documents/${document.id}`),
      done: t('library.trashed', { title: document.title }),
    });

  return (
    <>
      <Menu position="bottom-end" shadow="md" defaultOpened>
        <Menu.Target>
          <button
            type="button"
            className={barClasses.button}
            aria-label={t('library.actionsFor', { title: document.title })}
            data-testid="document-actions"
          >
            <IconDots size={18} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {may('organize') ? (
            <Menu.Item onClick={() => setDialog('plan')} data-testid="document-plan">
              {t('library.plan')}
            </Menu.Item>
          ) : null}
          {may('organize') ? (
            <Menu.Item onClick={() => setDialog('move')} data-testid="document-move">
              {t('library.move')}
            </Menu.Item>
          ) : null}
          {mayCreate ? (
            <Menu.Item onClick={duplicate} data-testid="document-duplicate">
              {t('library.duplicate')}
            </Menu.Item>
          ) : null}
          {manages ? (
            <Menu.Item onClick={() => setDialog('template')} data-testid="document-template-make">
              {t('library.makeTemplate')}
            </Menu.Item>
          ) : null}
          {may('trash') ? (
            <Menu.Item color="pomegranate" onClick={trash} data-testid="document-trash">
              {t('library.toTrash')}
            </Menu.Item>
          ) : null}
          {mayCreate ? null : <Menu.Label>{t('library.onlyReading')}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialog === 'move' ? <MoveDialog document={document} onClose={() => setDialog(null)} /> : null}
        {dialog === 'template' ? (
          <MakeTemplateDialog document={document} onClose={() => setDialog(null)} />
        ) : null}
        {dialog === 'plan' ? <PlanDialog document={document} onClose={() => setDialog(null)} /> : null}
      </Suspense>
    </>
  );
}
