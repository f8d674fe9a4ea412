import type { ApiKey } from '@hamnevis/core/contract/api-keys';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { request } from '../../lib/http.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useOrganization } from '../../lib/use-organization.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import list from '../../ui/list.module.css';
import { Moment } from '../../ui/moment.tsx';
import { notify } from '../../ui/notices.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { NewApiKeyDialog } from './new-api-key-dialog.tsx';
import { apiKeysKey, useApiKeys } from './use-api-keys.ts';

/** The keys of programs: made here and shown once, told apart by their first characters, revoked. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const organizationId = useOrganization()?.organizationId;
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useApiKeys(organizationId);
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => request('DELETE', `/organizations/${organizationId}/api-keys/${key.id}`),
    onSuccess: async (_, key) => {
      await queryClient.invalidateQueries({ queryKey: apiKeysKey(organizationId) });
      setRevoking(null);
      notify('done', t('apiKeys.revoked', { name: key.name }));
    },
  });
  const create = (
    <Button onClick={() => setIsCreating(true)} data-testid="new-api-key">
      {t('apiKeys.create')}
    </Button>
  );
  return (
    <Screen
      title={t('apiKeys.title')}
      above={<Link to="/settings">{t('nav.settings')}</Link>}
      lead={t('apiKeys.lead')}
      actions={keys.data && keys.data.length > 0 ? create : null}
    >
      {keys.isPending && organizationId ? <LoadingRows rows={3} /> : null}
      {keys.error && !keys.data ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : null}
      {keys.data?.length === 0 ? <EmptyState text={t('apiKeys.none')} action={create} /> : null}
      {keys.data && keys.data.length > 0 ? (
        <ul className={list.list} aria-label={t('apiKeys.title')}>
          {keys.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      ) : null}
      {isCreating && organizationId ? (
        <NewApiKeyDialog organizationId={organizationId} onClose={() => setIsCreating(false)} />
      ) : null}
      {revoking ? (
        <ConfirmDialog
          title={t('apiKeys.revokeTitle', { name: revoking.name })}
          action={t('apiKeys.revoke')}
          isBusy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p>{t('apiKeys.revokeLead')}</p>
        </ConfirmDialog>
      ) : null}
    </Screen>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li className={list.row} data-testid="api-key-row">
      <span className={list.what}>
        <span className={list.name}>
          <bdi className="one-line">{apiKey.name}</bdi>
        </span>
        <span className={list.more}>
          <bdi dir="ltr">{apiKey.prefix}…</bdi> · <bdi>{apiKey.owner.name}</bdi> ·{' '}
          {apiKey.lastUsedAt ? (
            <>
              {t('sessions.lastSeen')} <Moment at={apiKey.lastUsedAt} />
            </>
          ) : (
            t('apiKeys.neverUsed')
          )}
          {apiKey.expiresAt
            ? ` · ${t('people.until', { day: dayInWords(apiKey.expiresAt, language) })}`
            : null}
        </span>
      </span>
      <span className={list.ends}>
        {apiKey.scopes.map((scope) => (
          <span key={scope} className={list.mark}>
            {t(`apiKeys.scopes.${scope}`)}
          </span>
        ))}
        <Button
          variant="subtle"
          color="pomegranate"
          size="compact-md"
          onClick={onRevoke}
          data-testid="revoke-api-key"
        >
          {t('apiKeys.revoke')}
        </Button>
      </span>
    </li>
  );
}
