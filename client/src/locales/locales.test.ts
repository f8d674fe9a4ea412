import { RUN_ERRORS, RUN_KINDS, RUN_STATUSES } from '@hamnevis/core/contract/ai-runs';
import { DELIVERY_FAULTS } from '@hamnevis/core/contract/messaging';
import { VERSION_KINDS } from '@hamnevis/core/contract/versions';
import { PROBLEMS } from '@hamnevis/core/problems/catalogue';
import { CLOSE_CODES } from '@hamnevis/core/sockets/close-codes';
import { STATUSES } from '@hamnevis/core/workflow/statuses';
import { STEPS } from '@hamnevis/core/workflow/transitions';
import { describe, expect, it } from 'vitest';
import { SHORTCUT_NAMES } from '../lib/shortcuts.ts';
import { TYPING_RULES } from '../lib/typing-preferences.ts';
import { baseEn } from './base-en.ts';
import { baseFa } from './base-fa.ts';
import { en } from './en.ts';
import { entryEn } from './entry-en.ts';
import { entryFa } from './entry-fa.ts';
import { fa } from './fa.ts';
import { officeEn } from './office-en.ts';
import { officeFa } from './office-fa.ts';

function leaves(tree: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...leaves(value, `${prefix}${key}.`)],
    ),
  );
}

const persian = new Map([...leaves(baseFa), ...leaves(entryFa), ...leaves(fa), ...leaves(officeFa)]);
const english = new Map([...leaves(baseEn), ...leaves(entryEn), ...leaves(en), ...leaves(officeEn)]);
const marksIn = (words: string) => [...words.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort();

describe('the words of both languages', () => {
  it('stand under the same keys', () => {
    expect([...persian.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are never empty, and hold the same places for values', () => {
    for (const [key, words] of persian) {
      expect(words.trim(), key).not.toBe('');
      expect(english.get(key)?.trim(), key).not.toBe('');
      expect(marksIn(words), key).toEqual(marksIn(english.get(key) ?? ''));
    }
  });

  it('do not shout, and Persian has no Arabic letters and no Latin digits', () => {
    for (const [key, words] of [...persian, ...english]) expect(words, key).not.toMatch(/!/);
    for (const [key, words] of persian) expect(words, key).not.toMatch(/[يكة]|(?<!\w)[0-9]/);
  });

  it('know every problem, close reason, status, step, run and version kind, fault of a sender, and every key', () => {
    const has = (key: string) => persian.has(key) || persian.has(`${key}_other`);
    const needed = [
      ...Object.keys(PROBLEMS).map((slug) => `problems.${slug}`),
      ...Object.keys(CLOSE_CODES).map((reason) => `refusals.${reason}`),
      ...STATUSES.map((status) => `status.${status}`),
      ...STEPS.map((step) => `steps.${step.name}`),
      ...RUN_KINDS.map((kind) => `coWriter.kinds.${kind}`),
      ...RUN_STATUSES.map((status) => `coWriter.states.${status}`),
      ...RUN_ERRORS.map((error) => `coWriter.errors.${error}`),
      ...SHORTCUT_NAMES.map((name) => `keys.names.${name}`),
      ...TYPING_RULES.map((rule) => `typing.rules.${rule}.label`),
      ...VERSION_KINDS.map((kind) => `versions.kinds.${kind}`),
      ...DELIVERY_FAULTS.map((reason) => `testMessage.reasons.${reason}`),
    ];
    expect(needed.filter((key) => !has(key))).toEqual([]);
  });
});
