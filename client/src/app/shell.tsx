// The frame round every screen outside the editor: where I am, where I can go, who I am.
import { IconLayoutSidebar, IconSearch } from '@tabler/icons-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { latePart } from '../lib/late-part.ts';
import { useMe } from '../lib/use-me.ts';
import { useMedia } from '../lib/use-media.ts';
import { useOrganization } from '../lib/use-organization.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BarButton } from '../ui/bar-button.tsx';
import { LanguageButton } from '../ui/preferences-controls.tsx';
import { OfflineLine } from './offline-line.tsx';
import classes from './shell.module.css';
import { ShellNav } from './shell-nav.tsx';

const PaletteHost = latePart(() =>
  import('./palette-host.tsx').then((module) => ({ default: module.PaletteHost })),
);
const Keys = latePart(() => import('../ui/keys.tsx').then((module) => ({ default: module.Keys })));
const Sheet = latePart(() => import('./sheet.tsx').then((module) => ({ default: module.Sheet })));

export function Shell() {
  const { t } = useTranslation();
  const me = useMe().data;
  const organization = useOrganization();
  const isWide = useMedia('(min-width: 860px)');
  const { pathname } = useLocation();
  const [isNavOpen, setIsNavOpen] = useState(false);
  const [paletteAsks, setPaletteAsks] = useState(0);
  const main = useMainFocus(pathname);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen closes the sheet that led to it
  useEffect(() => setIsNavOpen(false), [pathname]);

  return (
    <div className={classes.shell}>
      <a className="skip-link" href="#content">
        {t('app.skipToContent')}
      </a>
      <header className={classes.bar}>
        {isWide ? null : (
          <BarButton label={t('nav.open')} onClick={() => setIsNavOpen(true)} testId="open-nav">
            <IconLayoutSidebar size={19} className="mirrored" />
          </BarButton>
        )}
        <Link to="/" className={classes.brand}>
          {t('app.name')}
        </Link>
        <OrganizationSwitch />
        <span className={classes.spacer} />
        <button
          type="button"
          className={classes.find}
          aria-label={t('palette.title')}
          onClick={() => setPaletteAsks((count) => count + 1)}
          data-testid="open-palette"
        >
          <IconSearch size={16} aria-hidden="true" />
          <span>{t('palette.title')}</span>
          <Suspense>
            <Keys name="palette" />
          </Suspense>
        </button>
        <LanguageButton />
        {me ? (
          <Link to="/profile" className={classes.me} aria-label={t('nav.profile')} data-testid="profile-link">
            <Avatar name={me.name} color={me.color} />
            <bdi className={`one-line ${classes.meName}`}>{me.name}</bdi>
          </Link>
        ) : null}
      </header>
      <OfflineLine />
      {isWide ? (
        <nav className={classes.side} aria-label={t('nav.title')}>
          <ShellNav />
        </nav>
      ) : null}
      <main id="content" ref={main} className={classes.main} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>
        {isNavOpen && !isWide ? (
          <Sheet side="start" label={t('nav.title')} onClose={() => setIsNavOpen(false)}>
            <nav aria-label={t('nav.title')}>
              <ShellNav />
            </nav>
          </Sheet>
        ) : null}
        <PaletteHost organizationId={organization?.organizationId} actions={[]} asks={paletteAsks} />
      </Suspense>
    </div>
  );
}

/** One organization by its name; several in a list to choose from. */
function OrganizationSwitch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe().data;
  const shown = useOrganization();
  const memberships = me?.memberships ?? [];
  if (!shown) return <span className={classes.organization} />;
  if (memberships.length === 1) {
    return <bdi className={`one-line ${classes.organization}`}>{shown.organizationName}</bdi>;
  }
  return (
    <select
      className={classes.organization}
      aria-label={t('library.organization')}
      data-testid="organization-switch"
      value={shown.organizationId}
      onChange={(event) => void navigate(`/?organization=${event.currentTarget.value}`)}
    >
      {memberships.map((one) => (
        <option key={one.organizationId} value={one.organizationId}>
          {one.organizationName}
        </option>
      ))}
    </select>
  );
}

/** Another screen takes the focus, so that keyboard and screen reader go on at its beginning; the first one does not. */
function useMainFocus(pathname: string) {
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return main;
}
