// Refused words, kept in this browser for their author until they are put back, copied or given up.
import { readItem, writeItem } from '../preferences.ts';
import type { EndReason } from './save-state.ts';
import { textOf, type UnsavedBlock } from './unsaved-words.ts';

export interface Rescue {
  at: string;
  reason: EndReason;
  blocks: UnsavedBlock[];
}

function keyOf(personId: string, documentId: string): string {
  return `hamnevis.rescue.${personId}.${documentId}`;
}

/** What is kept for a person in a document; null when there is nothing. */
export function loadRescue(personId: string, documentId: string): Rescue | null {
  try {
    const rescue = JSON.parse(readItem(keyOf(personId, documentId)) ?? 'null') as Rescue | null;
    return rescue && Array.isArray(rescue.blocks) ? rescue : null;
  } catch {
    return null;
  }
}

/** Keeps refused words beside those kept before; the same block refused twice is kept once. */
export function keepRescue(personId: string, documentId: string, rescue: Rescue): Rescue {
  const earlier = loadRescue(personId, documentId)?.blocks ?? [];
  const texts = new Set(rescue.blocks.map((block) => textOf(block.stretches)));
  const merged = {
    ...rescue,
    blocks: [...earlier.filter((block) => !texts.has(textOf(block.stretches))), ...rescue.blocks],
  };
  writeItem(keyOf(personId, documentId), JSON.stringify(merged));
  return merged;
}

export function dropRescue(personId: string, documentId: string): void {
  writeItem(keyOf(personId, documentId), null);
}

/** The kept words as plain text, a blank line between blocks. */
export function rescueText(rescue: Rescue): string {
  return rescue.blocks.map((block) => textOf(block.stretches)).join('\n\n');
}
