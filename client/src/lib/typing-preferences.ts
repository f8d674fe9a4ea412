// Which typing rules a person keeps in this browser. Outside React: the article asks before the interface is loaded.
import { readItem, writeItem } from './preferences.ts';

/** The rules that change what is typed; each can be switched off by itself. */
export const TYPING_RULES = ['quotes', 'lists', 'dialogueDash', 'halfSpace'] as const;
export type TypingRule = (typeof TYPING_RULES)[number];

/** Holds the rules that are off, so that a rule that comes later is on for everybody. */
const OFF_KEY = 'hamnevis.typing-rules-off';
const listeners = new Set<() => void>();
let off: ReadonlySet<string> | null = null;

function rulesOff(): ReadonlySet<string> {
  off ??= new Set((readItem(OFF_KEY) ?? '').split(' ').filter(Boolean));
  return off;
}

export function isTypingRuleOn(rule: TypingRule): boolean {
  return !rulesOff().has(rule);
}

/** The rules that are on now; the same array until one is switched. */
export const typingRulesOn = (): readonly TypingRule[] => on;
let on: readonly TypingRule[] = TYPING_RULES.filter(isTypingRuleOn);

/** Switches a rule for the next keystroke, and for this browser. */
export function switchTypingRule(rule: TypingRule, isOn: boolean): void {
  const next = new Set(rulesOff());
  if (isOn) next.delete(rule);
  else next.add(rule);
  off = next;
  on = TYPING_RULES.filter(isTypingRuleOn);
  writeItem(OFF_KEY, next.size > 0 ? [...next].join(' ') : null);
  for (const listener of listeners) listener();
}

export function subscribeTypingRules(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
