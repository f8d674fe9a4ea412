import type { setupState } from '@hamnevis/core/contract/auth';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { request } from '../../lib/http.ts';
import { EntryFrame } from '../../ui/entry-frame.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { LanguageStep } from './language-step.tsx';
import { OrganizationStep } from './organization-step.tsx';
import classes from './setup.module.css';
import { WorkspaceStep } from './workspace-step.tsx';

type SetupState = (typeof setupState)['_output'];

const STEPS = ['language', 'organization', 'workspace'] as const;
type StepName = (typeof STEPS)[number];

/**
 * The first run: language, then the organization with its first admin (by the link printed on the console, which
 * works once), then the first workspace and project.
 */
export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  const [step, setStep] = useState<StepName>('language');
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => request<SetupState>('GET', '/setup', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

  if (state.error && !state.data) {
    return (
      <EntryFrame title={t('setup.title')}>
        <ErrorState error={state.error} onRetry={() => void state.refetch()} />
      </EntryFrame>
    );
  }
  if (!state.data) {
    return (
      <EntryFrame title={t('setup.title')}>
        <LoadingRows rows={3} />
      </EntryFrame>
    );
  }
  if (!state.data.open || !token) {
    return (
      <EntryFrame title={t('setup.title')} lead={t('setup.closed')}>
        <a href="/sign-in" data-testid="setup-closed">
          {t('signIn.title')}
        </a>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={t(`setup.steps.${step}`)} lead={t(`setup.leads.${step}`)}>
      <p className={classes.progress}>
        {t('setup.progress', { step: STEPS.indexOf(step) + 1, count: STEPS.length })}
      </p>
      {step === 'language' ? <LanguageStep onNext={() => setStep('organization')} /> : null}
      {step === 'organization' ? (
        <OrganizationStep token={token} onFounded={() => setStep('workspace')} />
      ) : null}
      {step === 'workspace' ? <WorkspaceStep onDone={() => void navigate('/', { replace: true })} /> : null}
    </EntryFrame>
  );
}
