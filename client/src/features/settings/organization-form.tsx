import type { Organization } from '@hamnevis/core/contract/organizations';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';

/** The organization's name; an admin changes it. */
export function OrganizationForm({ organizationId }: { organizationId: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const known = useOrganization()?.organizationName ?? '';
  const mayRename = useMay('manage-organization');
  const [name, setName] = useState(known);
  const save = useMutation({
    mutationFn: () =>
      request<Organization>('PATCH', `/organizations/${organizationId}`, { body: { name: name.trim() } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      notify('done', t('profile.saved'));
    },
  });
  const isChanged = name.trim() !== '' && name.trim() !== known;
  return (
    <form
      noValidate
      className={form.form}
      data-width="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) save.mutate();
      }}
    >
      <TextInput
        label={t('setup.organization')}
        maxLength={120}
        readOnly={!mayRename}
        description={mayRename ? undefined : t('settings.onlyAdmin')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="organization-name"
      />
      <ProblemLine error={save.error} />
      {mayRename ? (
        <div className={form.starts}>
          <Button
            type="submit"
            disabled={!isChanged}
            loading={save.isPending}
            data-testid="organization-save"
          >
            {t('actions.save')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
