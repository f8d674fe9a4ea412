import type { signedIn } from '@hamnevis/core/contract/auth';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../../lib/contact.ts';
import { ProblemError, request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ProblemLine } from '../../ui/problem-line.tsx';
import classes from './setup.module.css';

type SignedIn = (typeof signedIn)['_output'];

/** The organization and its first admin, who is signed in with it. */
export function OrganizationStep({ token, onFounded }: { token: string; onFounded: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const [organizationName, setOrganizationName] = useState('');
  const found = useMutation({
    mutationFn: () =>
      request<SignedIn>('POST', '/setup', {
        body: { token, name, organizationName, language, ...contactOf(contact) },
      }),
    onSuccess: (answer) => {
      queryClient.setQueryData(ME_KEY, answer.user);
      onFounded();
    },
  });
  const issues = found.error instanceof ProblemError ? found.error.issues : [];
  const faultOf = (...fields: string[]) =>
    issues.some((issue) => fields.includes(issue.path)) ? t('setup.fault') : undefined;

  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        found.mutate();
      }}
    >
      <TextInput
        label={t('setup.name')}
        data-testid="setup-name"
        autoComplete="name"
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
        required
        maxLength={120}
        value={organizationName}
        onChange={(event) => setOrganizationName(event.currentTarget.value)}
        error={faultOf('organizationName')}
      />
      <ProblemLine error={found.error} />
      <Button type="submit" size="md" fullWidth loading={found.isPending} data-testid="setup-submit">
        {t('setup.submit')}
      </Button>
    </form>
  );
}
