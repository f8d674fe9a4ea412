import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstFiles } from './first-files.ts';

/** What every screen outside the editor stands on: one file compresses better than fifty. */
const PACKAGES =
  /node_modules\/(?:react|react-dom|scheduler|react-router|i18next|react-i18next|@tanstack\/(?:react-query|query-core)|@mantine\/core\/esm\/(?:core|components\/(?:Button|Loader|Skeleton|Transition|UnstyledButton)))\//;
/** Small parts of ours that stand on nothing else and that every such screen has; the article comes without them. */
const OWN =
  /client\/src\/(?:lib\/(?:late-part|persistently|use-(?:language|media|screen-title))|ui\/(?:notices|bar-button|screen|status-chip))\.tsx?$/;

export default defineConfig({
  plugins: [react(), firstFiles()],
  // Vite puts the mark on every tag it writes; the server replaces it with each answer's nonce.
  html: { cspNonce: '%CSP_NONCE%' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Data URLs would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'frame', test: new RegExp(`${PACKAGES.source}|${OWN.source}`) }] },
      },
    },
  },
});
