import { expect, test } from 'vitest';
import { ROLES } from '../access/roles.ts';
import { STATUSES } from './statuses.ts';
import { judgeTransition, STEPS, stepsFor } from './transitions.ts';

const asked = (overrides: Partial<Parameters<typeof judgeTransition>[0]>) =>
  judgeTransition({
    role: 'editor',
    from: 'review',
    to: 'approved',
    isSubmitter: false,
    hasOpenRun: false,
    ...overrides,
  });

test('only the steps of the table are possible, for any role', () => {
  for (const role of ROLES) {
    for (const from of STATUSES) {
      for (const to of STATUSES) {
        const verdict = asked({ role, from, to, note: 'because', isSubmitter: true });
        const inTable = STEPS.some((step) => step.from === from && step.to === to);
        expect(!verdict.allowed && verdict.reason === 'no-such-step').toBe(!inTable);
      }
    }
  }
});

test('approval, rejection and reopening are an editor’s; a viewer takes no step at all', () => {
  expect(asked({ role: 'writer' })).toEqual({ allowed: false, reason: 'role', least: 'editor' });
  expect(asked({ role: 'writer', to: 'rejected', note: 'x' })).toMatchObject({ reason: 'role' });
  expect(asked({ role: 'writer', from: 'approved', to: 'draft' })).toMatchObject({ reason: 'role' });
  for (const status of STATUSES) expect(stepsFor('viewer', status, true)).toEqual([]);
});

test('a rejection needs a reason that is more than spaces', () => {
  expect(asked({ to: 'rejected' })).toMatchObject({ reason: 'note-missing' });
  expect(asked({ to: 'rejected', note: '  ' })).toMatchObject({ reason: 'note-missing' });
  expect(asked({ to: 'rejected', note: 'منبع ندارد' }).allowed).toBe(true);
});

test('a writer takes back only what they submitted themselves', () => {
  const back = { role: 'writer', to: 'in_progress' } as const;
  expect(asked({ ...back, isSubmitter: true })).toMatchObject({ allowed: true, step: { name: 'withdraw' } });
  expect(asked({ ...back, isSubmitter: false })).toMatchObject({ reason: 'role' });
  expect(asked({ to: 'in_progress' })).toMatchObject({ step: { name: 'send-back' } });
});

test('no approval while an AI run is open', () => {
  expect(asked({ hasOpenRun: true })).toMatchObject({ reason: 'run-open' });
  expect(asked({ hasOpenRun: true, to: 'rejected', note: 'x' }).allowed).toBe(true);
});

test('a workspace may ask that somebody else approves', () => {
  expect(asked({ forbidsOwnApproval: true, isAuthor: true })).toMatchObject({ reason: 'own-text' });
  expect(asked({ forbidsOwnApproval: true, isAuthor: false }).allowed).toBe(true);
  expect(asked({ isAuthor: true }).allowed).toBe(true);
});

test('the first possible step is the primary action', () => {
  expect(stepsFor('writer', 'in_progress', false)[0]?.name).toBe('submit');
  expect(stepsFor('editor', 'review', true).map((step) => step.name)).toEqual([
    'approve',
    'send-back',
    'reject',
  ]);
  expect(stepsFor('admin', 'approved', false).map((step) => step.name)).toEqual(['reopen']);
});
