import type { DocumentDetail, DocumentSummary } from '@hamnevis/core/contract/documents';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchDocument } from '../../lib/documents.ts';
import { request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { StepDialog } from '../../ui/step-dialog.tsx';
import { DOCUMENT_LISTS } from './document-list.ts';

type PossibleStep = DocumentDetail['steps'][number];

interface CardMoveProps {
  document: DocumentSummary;
  /** The column that the card was dropped on; without one the person chooses. */
  to: Status | undefined;
  onClose: () => void;
}

/**
 * Moves a card by the step of the workflow that leads there, as far as this person may take one: the same for mouse and
 * keyboard. What seals or refuses a text asks first; a step that can be taken back offers that.
 */
export function CardMove({ document, to, onClose }: CardMoveProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [chosen, setChosen] = useState<PossibleStep | null>(null);
  // Asked afresh each time: what is possible depends on who did what since the list was read.
  const detail = useQuery({
    queryKey: ['card-move', document.id],
    queryFn: async ({ signal }) => (await fetchDocument(document.id, signal)).body,
    staleTime: 0,
    gcTime: 0,
  });
  const send = (step: PossibleStep, note?: string) =>
    request<DocumentDetail>('POST', `/documents/${document.id}/transitions`, {
      body: { to: step.to, ...(note ? { note } : {}) },
    });
  const refresh = () => queryClient.invalidateQueries({ queryKey: DOCUMENT_LISTS });
  const takeBack = (step: PossibleStep) =>
    void send(step)
      .catch((error: unknown) => notify('error', problemText(error)))
      .finally(refresh);
  const take = useMutation({
    mutationFn: ({ step, note }: { step: PossibleStep; note?: string }) => send(step, note),
    onSuccess: async (moved, { step }) => {
      const back = moved.steps.find((one) => one.to === document.status && !one.needsNote);
      notify(
        'done',
        t('board.moved', { title: document.title, status: t(`status.${step.to}`) }),
        back ? { label: t('board.takeBack'), run: () => takeBack(back) } : undefined,
      );
      onClose();
    },
    onError: (error) => {
      // The card stays where it is.
      notify('error', problemText(error));
      onClose();
    },
    onSettled: refresh,
  });
  const choose = (step: PossibleStep) => {
    if (step.needsNote || step.name === 'approve') setChosen(step);
    else take.mutate({ step });
  };
  const steps = detail.data?.steps;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a drop is answered once, when the steps are known
  useEffect(() => {
    if (!to || !steps) return;
    const step = steps.find((one) => one.to === to);
    if (step) return choose(step);
    notify('error', t('board.notFrom', { title: document.title, status: t(`status.${to}`) }));
    onClose();
  }, [to, steps]);

  if (chosen) {
    return (
      <StepDialog
        step={chosen}
        title={document.title}
        onClose={onClose}
        onTake={(note) => take.mutate({ step: chosen, note })}
      />
    );
  }
  if (to && !detail.error) return null;
  return (
    <Dialog title={t('board.moveOf', { title: document.title })} onClose={onClose}>
      <div className={form.form}>
        {detail.error ? <ErrorState error={detail.error} onRetry={() => void detail.refetch()} /> : null}
        {detail.isPending ? <LoadingRows rows={2} /> : null}
        {steps?.length === 0 ? <p>{t('board.noStep')}</p> : null}
        {steps?.map((step, index) => (
          <Button
            key={step.name}
            variant={index === 0 ? 'filled' : 'default'}
            loading={take.isPending && take.variables.step.name === step.name}
            onClick={() => choose(step)}
            data-testid={`move-${step.to}`}
          >
            {t(`steps.${step.name}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
