// The decision's road: which status may follow which, and who may take the step. The one table that the API,
// the client and the seal go by.
import { isAtLeast, type Role } from '../access/roles.ts';
import type { Status } from './statuses.ts';

/** The name of a step, for buttons and the audit. */
export type StepName = 'start' | 'submit' | 'withdraw' | 'send-back' | 'approve' | 'reject' | 'reopen';

export interface Step {
  name: StepName;
  from: Status;
  to: Status;
  least: Role;
  /** Only the person who submitted the document may take it. */
  submitterOnly?: true;
  /** A reason must be given. */
  needsNote?: true;
}

/** Every step there is. Where two share from and to, the one that the actor may take is taken. */
export const STEPS: readonly Step[] = [
  { name: 'start', from: 'draft', to: 'in_progress', least: 'writer' },
  { name: 'submit', from: 'draft', to: 'review', least: 'writer' },
  { name: 'submit', from: 'in_progress', to: 'review', least: 'writer' },
  { name: 'submit', from: 'rejected', to: 'review', least: 'writer' },
  { name: 'send-back', from: 'review', to: 'in_progress', least: 'editor' },
  { name: 'withdraw', from: 'review', to: 'in_progress', least: 'writer', submitterOnly: true },
  { name: 'approve', from: 'review', to: 'approved', least: 'editor' },
  { name: 'reject', from: 'review', to: 'rejected', least: 'editor', needsNote: true },
  { name: 'reopen', from: 'approved', to: 'draft', least: 'editor' },
];

/** What a step is judged by. */
export interface TransitionCase {
  role: Role;
  from: Status;
  to: Status;
  /** The actor is the one who submitted the document for review. */
  isSubmitter: boolean;
  note?: string | undefined;
  /** An AI run of this document is queued, writing, or ended without a decision. */
  hasOpenRun: boolean;
  /** The workspace asks that approval come from somebody other than the authors. */
  forbidsOwnApproval?: boolean;
  /** The actor wrote in the document. */
  isAuthor?: boolean;
}

export type TransitionVerdict =
  | { allowed: true; step: Step }
  | { allowed: false; reason: 'no-such-step'; next: Step[] }
  | { allowed: false; reason: 'role'; least: Role }
  | { allowed: false; reason: 'note-missing' }
  | { allowed: false; reason: 'run-open' }
  | { allowed: false; reason: 'own-text' };

/** Judges one step; the first failing rule answers, in the order: step, role, note, open run, own text. */
export function judgeTransition(asked: TransitionCase): TransitionVerdict {
  const candidates = STEPS.filter((step) => step.from === asked.from && step.to === asked.to);
  const first = candidates[0];
  if (!first) return { allowed: false, reason: 'no-such-step', next: stepsFrom(asked.from) };
  const step = candidates.find((candidate) => mayTake(candidate, asked));
  if (!step) return { allowed: false, reason: 'role', least: first.least };
  if (step.needsNote && !asked.note?.trim()) return { allowed: false, reason: 'note-missing' };
  if (step.name === 'approve') {
    if (asked.hasOpenRun) return { allowed: false, reason: 'run-open' };
    if (asked.forbidsOwnApproval && asked.isAuthor) return { allowed: false, reason: 'own-text' };
  }
  return { allowed: true, step };
}

/** The steps that lead out of a status, for everybody. */
export function stepsFrom(status: Status): Step[] {
  return STEPS.filter((step) => step.from === status);
}

/** The steps that this person may take now, the primary one first. */
export function stepsFor(role: Role, status: Status, isSubmitter: boolean): Step[] {
  const steps = stepsFrom(status).filter((step) => mayTake(step, { role, isSubmitter }));
  const seen = new Set<Status>();
  return steps
    .filter((step) => !seen.has(step.to) && seen.add(step.to))
    .sort((a, b) => priority(a) - priority(b));
}

const PRIORITY: readonly StepName[] = [
  'approve',
  'submit',
  'reopen',
  'start',
  'send-back',
  'withdraw',
  'reject',
];

function priority(step: Step): number {
  return PRIORITY.indexOf(step.name);
}

function mayTake(step: Step, actor: { role: Role; isSubmitter: boolean }): boolean {
  return isAtLeast(actor.role, step.least) && (!step.submitterOnly || actor.isSubmitter);
}
