import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { loadShelf } from '../lib/i18n.ts';
import { latePart } from '../lib/late-part.ts';
import { useMe } from '../lib/use-me.ts';
import { useOrganization } from '../lib/use-organization.ts';
import { useWorkspaces } from '../lib/use-projects.ts';
import { useSignOut } from '../lib/use-sign-out.ts';
import { ThemeSelect } from '../ui/preferences-controls.tsx';
import { LoadingRows } from '../ui/states.tsx';
import classes from './shell.module.css';

const UnsavedDialog = latePart(() =>
  Promise.all([import('../ui/unsaved-dialog.tsx'), loadShelf('office')]).then(([module]) => ({
    default: module.UnsavedDialog,
  })),
);

/** Where one can go: home, the projects by workspace, the organization's own screens. */
export function ShellNav() {
  const { t } = useTranslation();
  const me = useMe().data;
  const organization = useOrganization();
  const workspaces = useWorkspaces(organization?.organizationId);
  const [asking, setAsking] = useState(false);
  const signOut = useSignOut(me?.id, () => setAsking(true));
  return (
    <div className={classes.nav}>
      <ul>
        <Place to="/" label={t('nav.home')} />
      </ul>
      {/* Between what is always there, and as high as the rest leaves: nothing moves when it comes. */}
      <div className={classes.places} data-testid="places">
        {workspaces.isPending && organization ? <LoadingRows rows={4} /> : null}
        {workspaces.error && !workspaces.data ? (
          <button type="button" className={classes.quiet} onClick={() => void workspaces.refetch()}>
            {t('nav.projectsAgain')}
          </button>
        ) : null}
        {workspaces.data?.map((workspace) => (
          <section key={workspace.id} aria-label={workspace.name}>
            <h2>
              <NavLink to={`/workspaces/${workspace.id}`}>
                <bdi className="one-line">{workspace.name}</bdi>
              </NavLink>
            </h2>
            <ul>
              {workspace.projects.map((project) => (
                <Place key={project.id} to={`/projects/${project.id}`} label={project.name} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {organization ? (
        <ul>
          <Place to="/people" label={t('nav.people')} />
          <Place to="/settings" label={t('nav.settings')} />
          <Place to="/trash" label={t('nav.trash')} />
        </ul>
      ) : null}
      <div className={classes.foot}>
        <ThemeSelect />
        <button
          type="button"
          className={classes.quiet}
          onClick={() => void signOut(false)}
          data-testid="sign-out"
        >
          {t('actions.signOut')}
        </button>
      </div>
      <Suspense>
        {asking && me ? (
          <UnsavedDialog
            personId={me.id}
            onClose={() => setAsking(false)}
            onGiveUp={() => void signOut(true)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

function Place({ to, label }: { to: string; label: string }) {
  return (
    <li>
      <NavLink to={to} end>
        <bdi className="one-line">{label}</bdi>
      </NavLink>
    </li>
  );
}
