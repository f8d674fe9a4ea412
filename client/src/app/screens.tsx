// Every screen of the client, one line each. A screen is loaded when it is first opened, with the words that it needs.
import { type ComponentType, lazy, useEffect, useState } from 'react';
import { matchPath } from 'react-router';
import { loadShelf, type Shelf } from '../lib/i18n.ts';
import { persistently } from '../lib/persistently.ts';

export interface Screen {
  path: string;
  Component: ComponentType;
  /** Begins to load it; asked twice, it loads once. */
  load: () => Promise<unknown>;
}

/** There is a screen to stay on while another one does not come. */
let hasShown = false;

function screen<Name extends string>(
  path: string,
  name: Name,
  load: () => Promise<Record<Name, ComponentType>>,
): Screen {
  let module: Promise<{ default: ComponentType }> | undefined;
  let here: ComponentType | undefined;
  const once = () => {
    module ??= load().then(
      (loaded) => {
        here = loaded[name];
        return { default: here };
      },
      (error: unknown) => {
        // Without a connection now, perhaps with one later.
        module = undefined;
        throw error;
      },
    );
    return module;
  };
  const Later = lazy(() => (hasShown ? persistently(once) : once()));
  // React waits for a lazy part even when it is there already, and shows what it waited for 300 ms later at the earliest.
  function Component() {
    const [Now] = useState(() => here ?? Later);
    useEffect(() => {
      hasShown = true;
    }, []);
    return <Now />;
  }
  return { path, load: once, Component };
}

/** A screen that needs the words of a shelf. */
function withWords(shelf: Shelf) {
  return <Name extends string>(
    path: string,
    name: Name,
    load: () => Promise<Record<Name, ComponentType>>,
  ): Screen => screen(path, name, () => Promise.all([load(), loadShelf(shelf)]).then(([module]) => module));
}

const entry = withWords('entry');
const desk = withWords('desk');
const office = withWords('office');

/** Open to everybody. */
export const PUBLIC_SCREENS: readonly Screen[] = [
  entry('/sign-in', 'SignInPage', () => import('../features/sign-in/sign-in-page.tsx')),
  office('/setup', 'SetupPage', () => import('../features/setup/setup-page.tsx')),
  office('/join', 'InvitationPage', () => import('../features/people/invitation-page.tsx')),
];

/** The frame round the screens outside the editor. */
export const SHELL = screen('', 'Shell', () => import('./shell.tsx'));

/** Inside the frame. */
export const SHELL_SCREENS: readonly Screen[] = [
  screen('/', 'HomePage', () => import('../features/library/home-page.tsx')),
  screen('/workspaces/:workspaceId', 'WorkspacePage', () => import('../features/library/workspace-page.tsx')),
  office('/projects/:projectId', 'ProjectPage', () => import('../features/library/project-page.tsx')),
  office('/trash', 'TrashPage', () => import('../features/library/trash-page.tsx')),
  office('/people', 'PeoplePage', () => import('../features/people/people-page.tsx')),
  office('/settings', 'SettingsPage', () => import('../features/settings/settings-page.tsx')),
  office('/settings/api-keys', 'ApiKeysPage', () => import('../features/settings/api-keys-page.tsx')),
  office(
    '/settings/workspaces/:workspaceId',
    'WorkspaceSettingsPage',
    () => import('../features/settings/workspace-settings-page.tsx'),
  ),
  office('/profile', 'ProfilePage', () => import('../features/profile/profile-page.tsx')),
];

/** For somebody who is signed in, without the frame. */
export const WIDE_SCREENS: readonly Screen[] = [
  desk('/documents/:documentId', 'DocumentPage', () => import('./document-page.tsx')),
];

export const NOT_FOUND = entry('*', 'NotFoundPage', () => import('./not-found-page.tsx'));

/** Brings the screens of the frame while the line is there; what fails now is asked for again when it is opened. */
export function loadFramed(): void {
  for (const { load } of SHELL_SCREENS) void load().catch(() => undefined);
}

/** Loads what an address will show, before the first render asks for it. */
export async function preloadScreen(pathname: string): Promise<void> {
  const at = (screens: readonly Screen[]) => screens.find(({ path }) => matchPath(path, pathname));
  const framed = at(SHELL_SCREENS);
  const loads = [framed && SHELL, framed ?? at(PUBLIC_SCREENS) ?? at(WIDE_SCREENS)];
  // What fails here fails again, and is shown, when it is drawn.
  await Promise.all(loads.map((one) => one?.load().catch(() => undefined)));
}
