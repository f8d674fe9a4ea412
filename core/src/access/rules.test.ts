import { expect, test } from 'vitest';
import { STATUSES } from '../workflow/statuses.ts';
import { ROLES } from './roles.ts';
import { judgeDocumentAction, judgeOrganizationAction } from './rules.ts';

const grid = (action: Parameters<typeof judgeDocumentAction>[1]) =>
  ROLES.map((role) =>
    STATUSES.filter((status) => judgeDocumentAction(role, action, { status }).allowed).join(' '),
  );

test('everybody reads in every status', () => {
  expect(grid('read')).toEqual(Array(4).fill(STATUSES.join(' ')));
});

test.each(['edit', 'run-ai', 'restore', 'rename'] as const)(
  '%s: writers where it is written, editors in review too, nobody once it is approved',
  (action) => {
    expect(grid(action)).toEqual([
      'draft in_progress review rejected',
      'draft in_progress review rejected',
      'draft in_progress rejected',
      '',
    ]);
  },
);

test('an approved text is refused for its status, not for the role', () => {
  expect(judgeDocumentAction('admin', 'edit', { status: 'approved' })).toEqual({
    allowed: false,
    reason: 'status',
  });
  expect(judgeDocumentAction('viewer', 'edit', { status: 'approved' })).toMatchObject({ reason: 'role' });
});

test('writers trash what is their own, and never an approved document', () => {
  expect(judgeDocumentAction('writer', 'trash', { status: 'draft', isOwn: true }).allowed).toBe(true);
  expect(judgeDocumentAction('writer', 'trash', { status: 'draft', isOwn: false }).allowed).toBe(false);
  expect(judgeDocumentAction('writer', 'trash', { status: 'approved', isOwn: true }).allowed).toBe(false);
  expect(judgeDocumentAction('viewer', 'trash', { status: 'draft', isOwn: true }).allowed).toBe(false);
});

test('members, audit and deletion for good are the admin’s', () => {
  for (const action of ['manage-members', 'read-audit', 'delete-for-good'] as const) {
    expect(ROLES.map((role) => judgeOrganizationAction(role, action).allowed)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  }
});
