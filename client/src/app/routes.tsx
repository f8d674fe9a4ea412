import { Suspense } from 'react';
import { BrowserRouter, Route, Routes, useLocation } from 'react-router';
import { FirstLoad } from './first-load.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { NOT_FOUND, PUBLIC_SCREENS, type Screen, SHELL, SHELL_SCREENS, WIDE_SCREENS } from './screens.tsx';
import { SignedIn } from './signed-in.tsx';

/** Addresses and what they show. A click keeps the old screen until the new one is loaded. */
export function AppRoutes() {
  return (
    <BrowserRouter>
      <Bounded />
    </BrowserRouter>
  );
}

function Bounded() {
  const { key } = useLocation();
  return (
    <ScreenBoundary resetKey={key}>
      <Suspense fallback={<FirstLoad />}>
        <Routes>
          {PUBLIC_SCREENS.map(routeOf)}
          <Route element={<SignedIn />}>
            <Route element={<SHELL.Component />}>{SHELL_SCREENS.map(routeOf)}</Route>
            {WIDE_SCREENS.map(routeOf)}
          </Route>
          {routeOf(NOT_FOUND)}
        </Routes>
      </Suspense>
    </ScreenBoundary>
  );
}

function routeOf({ path, Component }: Screen) {
  return <Route key={path} path={path} element={<Component />} />;
}
