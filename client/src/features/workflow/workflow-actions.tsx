import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { type Step, stepsFrom } from '@hamnevis/core/workflow/transitions';
import { Button } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { latePart } from '../../lib/late-part.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import { useTransition } from './use-transition.ts';
import classes from './workflow.module.css';

const StepDialog = latePart(() =>
  import('../../ui/step-dialog.tsx').then((module) => ({ default: module.StepDialog })),
);
const StepsMenu = latePart(() =>
  import('./steps-menu.tsx').then((module) => ({ default: module.StepsMenu })),
);

/** A step as the API offers it to this person. */
export type PossibleStep = DocumentDetail['steps'][number];

/** The steps that seal or refuse a text are asked about first. */
function needsDialog(step: PossibleStep): boolean {
  return step.needsNote || step.name === 'approve';
}

interface WorkflowActionsProps {
  document: DocumentDetail;
  canLeave: () => Promise<void>;
  /** A step that was asked for elsewhere, by a key or the palette: taken as if its button were pressed. */
  asked: PossibleStep | null;
  onAsked: () => void;
}

/** Where the document stands and the one next step of this person; when there is none, who may take one. */
export function WorkflowActions({ document, canLeave, asked, onAsked }: WorkflowActionsProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const transition = useTransition(document.id);
  const [asking, setAsking] = useState<PossibleStep | null>(null);
  const [primary, ...others] = document.steps;

  const take = async (step: PossibleStep, note?: string) => {
    setAsking(null);
    try {
      // What was typed up to here belongs to the text that is decided about.
      await canLeave();
      await transition.mutateAsync({ to: step.to, ...(note ? { note } : {}) });
    } catch (error) {
      notify('error', problemText(error));
    }
  };
  const choose = (step: PossibleStep) => (needsDialog(step) ? setAsking(step) : void take(step));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each asking is taken once
  useEffect(() => {
    if (!asked) return;
    onAsked();
    choose(asked);
  }, [asked]);

  return (
    <div className={classes.actions}>
      <StatusChip status={document.status} testId="status" />
      {primary ? (
        <Button
          size="compact-md"
          className={classes.primary ?? ''}
          loading={transition.isPending}
          onClick={() => choose(primary)}
          data-testid="primary-action"
          data-step={primary.name}
        >
          {t(`steps.${primary.name}`)}
        </Button>
      ) : (
        <span className={classes.who} data-testid="who-may">
          {whoMay(document, t)}
        </span>
      )}
      <Suspense fallback={<span className={classes.menuPlace} />}>
        {others.length > 0 ? <StepsMenu steps={others} onChoose={choose} /> : null}
      </Suspense>
      <Suspense>
        {asking ? (
          <StepDialog
            step={asking}
            title={document.title}
            onClose={() => setAsking(null)}
            onTake={(note) => void take(asking, note)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** Who may take the next step, when I may not. */
function whoMay(document: DocumentDetail, t: ReturnType<typeof useTranslation>['t']): string {
  const least = stepsFrom(document.status).map((step: Step) => step.least);
  const role = least.includes('writer') ? 'writer' : 'editor';
  return t(`workflow.whoMay.${role}`);
}
