import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { request } from '../../lib/http.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import rows from '../../ui/list.module.css';
import { Moment } from '../../ui/moment.tsx';
import { notify } from '../../ui/notices.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TypedNameDialog } from '../../ui/typed-name-dialog.tsx';
import { DOCUMENT_LISTS, useDocumentList } from './document-list.ts';

/** What was put into the trash: back to its project, or (an admin) deleted for good once its title is typed. */
export function TrashPage() {
  const { t } = useTranslation();
  const organization = useOrganization();
  const mayDelete = useMay('delete-for-good');
  const [deleting, setDeleting] = useState<DocumentSummary | null>(null);
  const list = useDocumentList(
    organization ? `/organizations/${organization.organizationId}/documents` : undefined,
    { trashed: 'true', sort: 'updated' },
  );
  return (
    <Screen title={t('nav.trash')} lead={t('trash.lead')}>
      {list.error && !list.rows ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : null}
      {list.isPending && organization ? <LoadingRows rows={4} /> : null}
      {list.rows?.length === 0 ? (
        <EmptyState text={t('trash.empty')} action={<Link to="/">{t('nav.home')}</Link>} />
      ) : null}
      {list.rows && list.rows.length > 0 ? (
        <ul className={rows.list} aria-label={t('nav.trash')}>
          {list.rows.map((document) => (
            <TrashRow
              key={document.id}
              document={document}
              onDelete={mayDelete ? () => setDeleting(document) : undefined}
            />
          ))}
        </ul>
      ) : null}
      {list.hasNextPage ? (
        <Button
          variant="default"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('actions.more')}
        </Button>
      ) : null}
      {deleting ? <DeleteDialog document={deleting} onClose={() => setDeleting(null)} /> : null}
    </Screen>
  );
}

interface TrashRowProps {
  document: DocumentSummary;
  onDelete: (() => void) | undefined;
}

function TrashRow({ document, onDelete }: TrashRowProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const restore = useMutation({
    mutationFn: () => request('POST', `/documents/${document.id}/untrash`),
    onSuccess: () => notify('done', t('trash.restored', { title: document.title })),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS }),
  });
  return (
    <li className={rows.row} data-testid="trash-row">
      <span className={rows.what}>
        <span className={rows.name}>
          <bdi className="one-line" lang={document.language}>
            {document.title}
          </bdi>
        </span>
        <span className={rows.more}>
          <bdi>{document.projectName}</bdi> ·{' '}
          {document.trashedAt ? (
            <>
              {t('trash.since')} <Moment at={document.trashedAt} />
            </>
          ) : null}
        </span>
      </span>
      <span className={rows.ends}>
        <Button
          variant="default"
          size="compact-md"
          loading={restore.isPending}
          onClick={() => restore.mutate()}
          data-testid="trash-restore"
        >
          {t('trash.restore')}
        </Button>
        {onDelete ? (
          <Button
            variant="subtle"
            color="pomegranate"
            size="compact-md"
            onClick={onDelete}
            data-testid="trash-delete"
          >
            {t('trash.delete')}
          </Button>
        ) : null}
      </span>
    </li>
  );
}

function DeleteDialog({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: (title: string) =>
      request('POST', `/documents/${document.id}/delete-for-good`, { body: { title } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS });
      onClose();
      notify('done', t('trash.deleted', { title: document.title }));
    },
  });
  return (
    <TypedNameDialog
      title={t('trash.deleteTitle')}
      lead={t('trash.deleteLead')}
      name={document.title}
      label={t('trash.typeTitle')}
      action={t('trash.delete')}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) => remove.mutate(typed)}
      onClose={onClose}
    />
  );
}
