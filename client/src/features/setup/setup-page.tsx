import type { setupState, signedIn } from '@hamnevis/core/contract/auth';
import type { Language } from '@hamnevis/core/contract/shared';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { contactOf } from '../../lib/contact.ts';
import { ProblemError, request } from '../../lib/http.ts';
import { currentLanguage, switchLanguage } from '../../lib/i18n.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { EntryFrame } from '../../ui/entry-frame.tsx';
import classes from './setup.module.css';

type SetupState = (typeof setupState)['_output'];
type SignedIn = (typeof signedIn)['_output'];

/** The first person of an empty server becomes its admin, by the link printed on the console. */
export function SetupPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => request<SetupState>('GET', '/setup', { signal }),
    staleTime: 0,
  });

  if (state.isPending) return <EntryFrame title={t('setup.title')}>{null}</EntryFrame>;
  const closed = state.data?.open === false || !token;
  return (
    <EntryFrame title={t('setup.title')} lead={closed ? t('setup.closed') : t('setup.lead')}>
      {closed ? <a href="/sign-in">{t('signIn.title')}</a> : <SetupForm token={token} />}
    </EntryFrame>
  );
}

function SetupForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const [organizationName, setOrganizationName] = useState('');
  const [language, setLanguage] = useState<Language>(currentLanguage);
  const setup = useMutation({
    mutationFn: () =>
      request<SignedIn>('POST', '/setup', {
        body: { token, name, organizationName, language, ...contactOf(contact) },
      }),
    onSuccess: async (answer) => {
      queryClient.clear();
      queryClient.setQueryData(ME_KEY, answer.user);
      await navigate('/', { replace: true });
    },
  });
  const issues = setup.error instanceof ProblemError ? setup.error.issues : [];
  const faultOf = (...fields: string[]) =>
    issues.some((issue) => fields.includes(issue.path)) ? t('setup.fault') : undefined;

  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setup.mutate();
      }}
    >
      <TextInput
        label={t('setup.name')}
        data-testid="setup-name"
        autoComplete="name"
        dir="auto"
        required
        autoFocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faultOf('name')}
      />
      <TextInput
        label={t('signIn.contact')}
        description={t('signIn.contactHint')}
        data-testid="setup-contact"
        dir="ltr"
        required
        value={contact}
        onChange={(event) => setContact(event.currentTarget.value)}
        error={faultOf('phone', 'email', '')}
      />
      <TextInput
        label={t('setup.organization')}
        data-testid="setup-organization"
        autoComplete="organization"
        dir="auto"
        required
        maxLength={120}
        value={organizationName}
        onChange={(event) => setOrganizationName(event.currentTarget.value)}
        error={faultOf('organizationName')}
      />
      <NativeSelect
        label={t('preferences.language')}
        data-testid="setup-language"
        data={[
          { value: 'fa', label: 'فارسی' },
          { value: 'en', label: 'English' },
        ]}
        value={language}
        onChange={(event) => {
          const chosen = event.currentTarget.value === 'en' ? 'en' : 'fa';
          setLanguage(chosen);
          void switchLanguage(chosen, { remember: true });
        }}
      />
      {setup.error ? (
        <p role="alert" className={classes.error}>
          {problemText(setup.error)}
        </p>
      ) : null}
      <Button type="submit" size="md" fullWidth loading={setup.isPending} data-testid="setup-submit">
        {t('setup.submit')}
      </Button>
    </form>
  );
}
