import type { Me } from '@hamnevis/core/contract/auth';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import { PreferencesControls } from '../../ui/preferences-controls.tsx';
import classes from './library.module.css';
import { useSignOut } from './use-sign-out.ts';

const UnsavedDialog = lazy(() =>
  import('./unsaved-dialog.tsx').then((module) => ({ default: module.UnsavedDialog })),
);

interface LibraryBarProps {
  me: Me | null;
  memberships: Me['memberships'];
  organizationId: string | undefined;
  onOrganization: (organizationId: string) => void;
}

export function LibraryBar({ me, memberships, organizationId, onOrganization }: LibraryBarProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const signOut = useSignOut(me?.id, () => setAsking(true));
  const only = memberships.length === 1 ? memberships[0] : undefined;
  return (
    <header className={classes.bar}>
      <span className={classes.brand}>{t('app.name')}</span>
      <span className={classes.organization} dir="auto">
        {only?.organizationName}
        {memberships.length > 1 ? (
          <select
            aria-label={t('library.organization')}
            value={organizationId}
            onChange={(event) => onOrganization(event.currentTarget.value)}
          >
            {memberships.map((one) => (
              <option key={one.organizationId} value={one.organizationId}>
                {one.organizationName}
              </option>
            ))}
          </select>
        ) : null}
      </span>
      <span className={classes.spacer} />
      <PreferencesControls />
      {me ? (
        <span className={classes.me}>
          <Avatar name={me.name} color={me.color} />
          <span className={classes.meName} dir="auto">
            {me.name}
          </span>
          <Button
            variant="subtle"
            color="ink"
            size="compact-sm"
            onClick={() => void signOut(false)}
            data-testid="sign-out"
          >
            {t('actions.signOut')}
          </Button>
        </span>
      ) : null}
      <Suspense>
        {asking && me ? (
          <UnsavedDialog
            personId={me.id}
            onClose={() => setAsking(false)}
            onGiveUp={() => void signOut(true)}
          />
        ) : null}
      </Suspense>
    </header>
  );
}
