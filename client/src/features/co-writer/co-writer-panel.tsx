import type { AiRun } from '@hamnevis/core/contract/ai-runs';
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agoInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { isRunning } from '../../lib/use-runs.ts';
import { SparkIcon } from '../../ui/avatar.tsx';
import { ErrorState } from '../../ui/states.tsx';
import classes from './co-writer.module.css';
import type { RunActions, RunAsk } from './use-run-actions.ts';

const KINDS = ['draft', 'continue'] as const;

interface CoWriterPanelProps {
  runs: readonly AiRun[];
  runsError: unknown;
  actions: RunActions;
  /** Why nothing may be asked now, or null. */
  refusal: string | null;
  mayDecide: boolean;
}

/** What the co-writer should write at the caret, and what it has been asked before. */
export function CoWriterPanel({ runs, runsError, actions, refusal, mayDecide }: CoWriterPanelProps) {
  const running = runs.filter(isRunning);
  return (
    <div className={classes.panel}>
      {running.map((run) => (
        <RunCard key={run.id} run={run} onStop={mayDecide ? () => void actions.stop(run.id) : undefined} />
      ))}
      {refusal ? <p className="quiet">{refusal}</p> : <AskForm actions={actions} />}
      {runsError ? <ErrorState error={runsError} /> : null}
      <RunHistory runs={runs.filter((run) => !isRunning(run))} />
    </div>
  );
}

function AskForm({ actions }: { actions: RunActions }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [ask, setAsk] = useState<RunAsk>({ kind: 'draft' });
  const start = useMutation({ mutationFn: () => actions.start(cleaned(ask)) });
  const set = (field: keyof RunAsk) => (event: { currentTarget: { value: string } }) =>
    setAsk((known) => ({ ...known, [field]: event.currentTarget.value }));
  // A new section needs a subject; going on with the text does not.
  const lacksSubject = ask.kind === 'draft' && !ask.topic?.trim() && !ask.instruction?.trim();
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <NativeSelect
        label={t('coWriter.kind')}
        data-testid="co-writer-kind"
        data={KINDS.map((kind) => ({ value: kind, label: t(`coWriter.kinds.${kind}`) }))}
        value={ask.kind}
        onChange={(event) =>
          setAsk((known) => ({
            ...known,
            kind: event.currentTarget.value === 'continue' ? 'continue' : 'draft',
          }))
        }
      />
      <TextInput
        label={t('coWriter.topic')}
        data-testid="co-writer-topic"
        data-autofocus
        maxLength={500}
        value={ask.topic ?? ''}
        onChange={set('topic')}
      />
      <Textarea
        label={t('coWriter.instruction')}
        data-testid="co-writer-instruction"
        minRows={2}
        maxLength={4000}
        value={ask.instruction ?? ''}
        onChange={set('instruction')}
      />
      <div className={classes.pair}>
        <TextInput label={t('coWriter.tone')} maxLength={100} value={ask.tone ?? ''} onChange={set('tone')} />
        <TextInput
          label={t('coWriter.audience')}
          maxLength={200}
          value={ask.audience ?? ''}
          onChange={set('audience')}
        />
      </div>
      <NumberInput
        label={t('coWriter.minWords')}
        data-testid="co-writer-min-words"
        min={1}
        max={5000}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={ask.minWords ?? ''}
        onChange={(value) =>
          setAsk(({ minWords: _, ...known }) =>
            typeof value === 'number' ? { ...known, minWords: value } : known,
          )
        }
      />
      {start.error ? (
        <p role="alert" className={classes.error}>
          {problemText(start.error)}
        </p>
      ) : null}
      <Button
        type="submit"
        variant="outline"
        color="saffron"
        disabled={lacksSubject}
        loading={start.isPending}
        data-testid="co-writer-start"
      >
        {t('coWriter.start')}
      </Button>
      <p className={classes.hint}>{t('coWriter.mayErr')}</p>
    </form>
  );
}

function RunCard({ run, onStop }: { run: AiRun; onStop: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <section
      className={classes.card}
      aria-label={t('coWriter.states.writing')}
      data-testid="run-card"
      data-status={run.status}
    >
      <h3>
        <SparkIcon size={18} /> {t(`coWriter.states.${run.status}`)}
      </h3>
      {run.topic ? <p dir="auto">{run.topic}</p> : null}
      {run.minWords ? <p className="quiet">{t('coWriter.atLeast', { count: run.minWords })}</p> : null}
      {onStop ? (
        <Button variant="default" size="compact-md" onClick={onStop} data-testid="co-writer-stop">
          {t('coWriter.stop')}
        </Button>
      ) : null}
    </section>
  );
}

function RunHistory({ runs }: { runs: readonly AiRun[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (runs.length === 0) return null;
  return (
    <section>
      <h3 className={classes.historyTitle}>{t('coWriter.history')}</h3>
      <ul className={classes.history}>
        {runs.slice(0, 20).map((run) => (
          <li key={run.id}>
            <span dir="auto">{run.topic ?? t(`coWriter.kinds.${run.kind}`)}</span>
            <span className="quiet">
              {t(run.decision ? `coWriter.decisions.${run.decision}` : `coWriter.states.${run.status}`)}
              {run.error ? ` · ${t(`coWriter.errors.${run.error}`)}` : ''} · <bdi>{run.askedBy.name}</bdi> ·{' '}
              {agoInWords(run.createdAt, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Empty fields are not sent. */
function cleaned(ask: RunAsk): RunAsk {
  const entries = Object.entries(ask).map(([field, value]) => [
    field,
    typeof value === 'string' ? value.trim() : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== undefined)) as RunAsk;
}
