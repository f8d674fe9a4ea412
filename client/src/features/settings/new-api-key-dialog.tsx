import { KEY_SCOPES, type KeyScope } from '@hamnevis/core/access/key-scopes';
import type { apiKeyCreated } from '@hamnevis/core/contract/api-keys';
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { endOfIsoDay, todayIso } from '../../lib/iso-days.ts';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { OnceSecret } from '../../ui/once-secret.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { apiKeysKey } from './use-api-keys.ts';

type ApiKeyCreated = (typeof apiKeyCreated)['_output'];

const DAY_MS = 86_400_000;
const LIVES_DAYS = ['30', '90', '365'] as const;

/** A new key: its name, what it may, how long it holds. The key itself is shown this once. */
export function NewApiKeyDialog({
  organizationId,
  onClose,
}: {
  organizationId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['read']);
  const [life, setLife] = useState<string>('90');
  const [lastDay, setLastDay] = useState<string | null>(null);
  const isReady = name.trim() !== '' && (life !== 'till-day' || lastDay !== null);
  const create = useMutation({
    mutationFn: () =>
      request<ApiKeyCreated>('POST', `/organizations/${organizationId}/api-keys`, {
        body: {
          name: name.trim(),
          scopes,
          ...expiryOf(life, lastDay),
        },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysKey(organizationId) }),
  });
  if (create.data) {
    return (
      <Dialog title={t('apiKeys.created')} onClose={onClose}>
        <OnceSecret label={t('apiKeys.key')} hint={t('apiKeys.keyHint')} value={create.data.key} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('apiKeys.create')} onClose={onClose}>
      <form
        noValidate
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) create.mutate();
        }}
      >
        <TextInput
          label={t('apiKeys.name')}
          description={t('apiKeys.nameHint')}
          data-autofocus
          maxLength={80}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="api-key-name"
        />
        {KEY_SCOPES.map((scope) => (
          <Switch
            key={scope}
            label={t(`apiKeys.scopes.${scope}`)}
            description={t(`apiKeys.about.${scope}`)}
            checked={scopes.includes(scope)}
            disabled={scope === 'read'}
            onChange={(event) => {
              const isOn = event.currentTarget.checked;
              setScopes((now) => (isOn ? [...now, scope] : now.filter((one) => one !== scope)));
            }}
            data-testid={`scope-${scope}`}
          />
        ))}
        <NativeSelect
          label={t('apiKeys.life')}
          data={[
            ...LIVES_DAYS.map((one) => ({ value: one, label: t('apiKeys.days', { count: Number(one) }) })),
            { value: 'till-day', label: t('apiKeys.tillDay') },
            { value: '', label: t('apiKeys.forEver') },
          ]}
          value={life}
          onChange={(event) => setLife(event.currentTarget.value)}
          data-testid="api-key-life"
        />
        {life === 'till-day' && (
          <DateField
            label={t('apiKeys.lastDay')}
            value={lastDay}
            from={todayIso()}
            onChange={setLastDay}
            testId="api-key-last-day"
          />
        )}
        <ProblemLine error={create.error} />
        <Button type="submit" disabled={!isReady} loading={create.isPending} data-testid="create-api-key">
          {t('apiKeys.create')}
        </Button>
      </form>
    </Dialog>
  );
}

function expiryOf(life: string, lastDay: string | null): { expiresAt?: string } {
  if (life === 'till-day') return lastDay ? { expiresAt: endOfIsoDay(lastDay) } : {};
  return life ? { expiresAt: new Date(Date.now() + Number(life) * DAY_MS).toISOString() } : {};
}
