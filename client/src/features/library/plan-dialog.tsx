import type { DocumentDetail, DocumentSummary } from '@hamnevis/core/contract/documents';
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentKey, fetchDocument } from '../../lib/documents.ts';
import { request } from '../../lib/http.ts';
import { useEveryMember } from '../../lib/use-members.ts';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { DOCUMENT_LISTS } from './document-list.ts';

/** Whose turn it is with a document, and by when. */
export function PlanDialog({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const members = useEveryMember(document.organizationId);
  const [assigneeId, setAssigneeId] = useState(document.assignee?.id ?? '');
  const [dueOn, setDueOn] = useState(document.dueOn);
  const [isDayFit, setIsDayFit] = useState(true);
  const writers = members.members?.filter((one) => one.role !== 'viewer' && one.suspendedAt === null) ?? [];
  const save = useMutation({
    mutationFn: async () => {
      // The list does not carry the tag without which nothing is overwritten.
      const { etag } = await fetchDocument(document.id);
      return request<DocumentDetail>('PATCH', `/documents/${document.id}`, {
        body: { assigneeId: assigneeId || null, dueOn },
        ifMatch: etag,
      });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS });
      await queryClient.invalidateQueries({ queryKey: documentKey(document.id) });
      onClose();
      notify('done', t('profile.saved'));
    },
  });
  return (
    <Dialog title={t('library.plan')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          // A day that cannot be read must not become "no day".
          if (isDayFit) save.mutate();
        }}
      >
        <p>
          <strong dir="auto">{document.title}</strong>
        </p>
        <NativeSelect
          label={t('library.assignee')}
          data-autofocus
          data={[
            { value: '', label: t('library.nobody') },
            ...writers.map(({ person }) => ({ value: person.id, label: person.name })),
          ]}
          value={assigneeId}
          onChange={(event) => setAssigneeId(event.currentTarget.value)}
          data-testid="plan-assignee"
        />
        <DateField
          label={t('library.dueOn')}
          value={dueOn}
          onChange={(day, isFit) => {
            setDueOn(day);
            setIsDayFit(isFit);
          }}
          testId="plan-due"
        />
        <ProblemLine error={save.error ?? members.error} />
        <Button type="submit" loading={save.isPending || members.isPending} data-testid="plan-save">
          {t('actions.save')}
        </Button>
      </form>
    </Dialog>
  );
}
