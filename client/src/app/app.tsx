import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cspNonce } from '../lib/csp-nonce.ts';
import { directionOf, initialLanguage, THEME_KEY } from '../lib/preferences.ts';
import { queryClient } from '../lib/query-client.ts';
import { Notices } from '../ui/notices.tsx';
import { AppRoutes } from './routes.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

const colorSchemeManager = localStorageColorSchemeManager({ key: THEME_KEY });

export function App() {
  return (
    // Mantine watches the direction on <html>, which switchLanguage sets.
    <DirectionProvider initialDirection={directionOf(initialLanguage())}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
        getStyleNonce={() => cspNonce ?? ''}
      >
        <QueryClientProvider client={queryClient}>
          <AppRoutes />
          <Notices />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
