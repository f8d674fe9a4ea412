import { readItem, writeItem } from '../lib/preferences.ts';

const OUTLINE_KEY = 'hamnevis.outline';
const PANEL_KEY = 'hamnevis.panel';

/** Whether the outline stood at the start side last time; it does for who never closed it. */
export function remembersOutline(): boolean {
  return readItem(OUTLINE_KEY) !== 'closed';
}

export function rememberOutline(isShown: boolean): void {
  writeItem(OUTLINE_KEY, isShown ? 'open' : 'closed');
}

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
