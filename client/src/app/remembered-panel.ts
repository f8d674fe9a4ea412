import { readItem, writeItem } from '../lib/preferences.ts';

const PANEL_KEY = 'hamnevis.panel';

/** The panels of the end side. */
export type Panel = 'co-writer' | 'versions';

/** The panel that stood open last time; null when none did. */
export function rememberedPanel(): Panel | null {
  const panel = readItem(PANEL_KEY);
  return panel === 'co-writer' || panel === 'versions' ? panel : null;
}

export function rememberPanel(panel: Panel | null): void {
  writeItem(PANEL_KEY, panel);
}
