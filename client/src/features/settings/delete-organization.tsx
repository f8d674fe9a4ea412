import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import type { Membership } from '../../lib/use-organization.ts';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { TypedNameDialog } from '../../ui/typed-name-dialog.tsx';

/** Deletes the organization with everything in it, for good, once its name was typed. */
export function DeleteOrganization({ organization }: { organization: Membership }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const { organizationId, organizationName: name } = organization;
  const remove = useMutation({
    mutationFn: (typed: string) =>
      request('POST', `/organizations/${organizationId}/delete-for-good`, { body: { name: typed } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
      await navigate('/');
      notify('done', t('settings.organizationDeleted', { name }));
    },
  });
  return (
    <Section title={t('settings.deleteOrganization')} lead={t('settings.deleteOrganizationLead')}>
      <Button
        variant="outline"
        color="pomegranate"
        onClick={() => setIsAsked(true)}
        data-testid="delete-organization"
      >
        {t('settings.deleteOrganization')}
      </Button>
      {isAsked ? (
        <TypedNameDialog
          title={t('settings.deleteOrganization')}
          lead={t('settings.deleteOrganizationLead')}
          name={name}
          label={t('settings.typeOrganization')}
          action={t('trash.delete')}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={(typed) => remove.mutate(typed)}
          onClose={() => setIsAsked(false)}
        />
      ) : null}
    </Section>
  );
}
