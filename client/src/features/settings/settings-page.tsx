import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, useOrganization } from '../../lib/use-organization.ts';
import list from '../../ui/list.module.css';
import { Screen, Section } from '../../ui/screen.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TestMessage } from '../../ui/test-message.tsx';
import { DeleteOrganization } from './delete-organization.tsx';
import { NewWorkspaceDialog } from './new-workspace-dialog.tsx';
import { OrganizationForm } from './organization-form.tsx';
import { useAllWorkspaces } from './use-all-workspaces.ts';

/** The organization: its name, its workspaces, the keys of programs. Everybody sees it, the role says what holds. */
export function SettingsPage() {
  const { t } = useTranslation();
  const organization = useOrganization();
  const workspaces = useAllWorkspaces(organization?.organizationId);
  const manages = useMay('manage-workspaces');
  const administers = useMay('manage-organization');
  const [isCreating, setIsCreating] = useState(false);
  if (!organization) {
    return (
      <Screen title={t('nav.settings')}>
        <EmptyState text={t('library.noOrganization')} />
      </Screen>
    );
  }
  const { organizationId } = organization;
  return (
    <Screen title={t('nav.settings')} width="narrow" above={<bdi>{organization.organizationName}</bdi>}>
      <OrganizationForm key={organizationId} organizationId={organizationId} />
      <Section
        title={t('settings.workspaces')}
        lead={t('settings.workspacesLead')}
        actions={
          manages ? (
            <Button
              variant="default"
              size="compact-md"
              onClick={() => setIsCreating(true)}
              data-testid="new-workspace"
            >
              {t('settings.newWorkspace')}
            </Button>
          ) : null
        }
      >
        {workspaces.isPending ? <LoadingRows rows={2} /> : null}
        {workspaces.error ? (
          <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />
        ) : null}
        <ul className={list.list} aria-label={t('settings.workspaces')}>
          {workspaces.data?.map((workspace) => (
            <li key={workspace.id} className={list.row} data-testid="workspace-row">
              <span className={list.what}>
                <span className={list.name}>
                  <bdi className="one-line">{workspace.name}</bdi>
                </span>
                <span className={list.more}>
                  {t('settings.projects', { count: workspace.projectCount })}
                  {workspace.approvalByOthers ? ` · ${t('settings.approvalByOthersShort')}` : null}
                </span>
              </span>
              {workspace.archivedAt ? <span className={list.mark}>{t('settings.archivedMark')}</span> : null}
              {manages ? <Link to={`/settings/workspaces/${workspace.id}`}>{t('nav.settings')}</Link> : null}
            </li>
          ))}
        </ul>
      </Section>
      {administers ? (
        <Section title={t('testMessage.title')} lead={t('testMessage.lead')}>
          <TestMessage organizationId={organizationId} />
        </Section>
      ) : null}
      <Section title={t('apiKeys.title')} lead={t('apiKeys.lead')}>
        <Link to="/settings/api-keys" data-testid="api-keys-link">
          {t('apiKeys.open')}
        </Link>
      </Section>
      {administers ? <DeleteOrganization key={organizationId} organization={organization} /> : null}
      {isCreating ? (
        <NewWorkspaceDialog organizationId={organizationId} onClose={() => setIsCreating(false)} />
      ) : null}
    </Screen>
  );
}
