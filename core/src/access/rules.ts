// Who may do what, asked by the API, the gate and the client. Rules answer; they never throw and never query.
import type { Status } from '../workflow/statuses.ts';
import { isAtLeast, type Role } from './roles.ts';

/** Actions on one document whose answer depends on role and status. */
export const DOCUMENT_ACTIONS = [
  'read',
  'edit',
  'run-ai',
  'decide-ai',
  'name-version',
  'restore',
  'trash',
  'rename',
  'organize',
  'speak',
] as const;
export type DocumentAction = (typeof DOCUMENT_ACTIONS)[number];

/** Actions in an organization whose answer depends on the role alone. */
export const ORGANIZATION_ACTIONS = [
  'create-document',
  'manage-workspaces',
  'manage-members',
  'manage-organization',
  'read-audit',
  'delete-for-good',
] as const;
export type OrganizationAction = (typeof ORGANIZATION_ACTIONS)[number];

export type Verdict = { allowed: true } | { allowed: false; reason: 'role' | 'status'; least?: Role };

const ALLOWED: Verdict = { allowed: true };

/**
 * Whether a document may go from one workspace to another: not out of one that asks for approval by others, or the
 * move would be the way around that; only an admin may.
 */
export function judgeMove(
  role: Role,
  from: { id: string; approvalByOthers: boolean },
  toId: string,
): Verdict {
  return from.id !== toId && from.approvalByOthers ? atLeast(role, 'admin') : ALLOWED;
}

/** Everything a document rule looks at. `isOwn`: the actor created the document. */
export interface DocumentSubject {
  status: Status;
  isOwn?: boolean;
}

/** The least role that may change the text in a status; null when nobody may. */
export function leastEditor(status: Status): Role | null {
  switch (status) {
    case 'draft':
    case 'in_progress':
    case 'rejected':
      return 'writer';
    case 'review':
      return 'editor';
    case 'approved':
      return null;
    default:
      return unreachable(status);
  }
}

/** Whether a member of `role` may do `action` to a document. */
export function judgeDocumentAction(role: Role, action: DocumentAction, subject: DocumentSubject): Verdict {
  switch (action) {
    case 'read':
      return ALLOWED;
    case 'speak':
    case 'name-version':
    case 'decide-ai':
      return atLeast(role, 'writer');
    case 'edit':
    case 'run-ai':
    case 'restore':
    case 'rename':
      return whereEditable(role, subject.status);
    case 'organize':
      return atLeast(role, subject.status === 'approved' ? 'editor' : 'writer');
    case 'trash':
      if (isAtLeast(role, 'editor')) return ALLOWED;
      if (role === 'viewer' || !subject.isOwn) return { allowed: false, reason: 'role', least: 'editor' };
      return subject.status === 'approved' ? { allowed: false, reason: 'status' } : ALLOWED;
    default:
      return unreachable(action);
  }
}

/** Whether a member of `role` may do `action` in their organization. */
export function judgeOrganizationAction(role: Role, action: OrganizationAction): Verdict {
  switch (action) {
    case 'create-document':
      return atLeast(role, 'writer');
    case 'manage-workspaces':
      return atLeast(role, 'editor');
    case 'manage-members':
    case 'manage-organization':
    case 'read-audit':
    case 'delete-for-good':
      return atLeast(role, 'admin');
    default:
      return unreachable(action);
  }
}

function atLeast(role: Role, least: Role): Verdict {
  return isAtLeast(role, least) ? ALLOWED : { allowed: false, reason: 'role', least };
}

function whereEditable(role: Role, status: Status): Verdict {
  if (role === 'viewer') return { allowed: false, reason: 'role', least: 'writer' };
  const least = leastEditor(status);
  if (least === null) return { allowed: false, reason: 'status' };
  return atLeast(role, least);
}

function unreachable(value: never): never {
  throw new TypeError(`no rule for ${String(value)}`);
}
