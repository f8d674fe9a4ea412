// From a rule's verdict to a problem. Rules answer and never throw; this is the one place that throws for them.

import type { Role } from '@hamnevis/core/access/roles';
import {
  type DocumentAction,
  judgeDocumentAction,
  judgeOrganizationAction,
  type OrganizationAction,
  type Verdict,
} from '@hamnevis/core/access/rules';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { FoundDocument } from '@hamnevis/db/queries/documents';

/** Throws `role-forbids` or `status-forbids` unless this person may do this to the document now. */
export function allowDocumentAction(found: FoundDocument, personId: string, action: DocumentAction): void {
  const { status, createdBy } = found.document;
  throwUnless(judgeDocumentAction(found.role, action, { status, isOwn: createdBy === personId }), status);
}

/** Throws `role-forbids` unless this role may do this in the organization. */
export function allowOrganizationAction(role: Role, action: OrganizationAction): void {
  throwUnless(judgeOrganizationAction(role, action));
}

/** Throws the problem that a verdict amounts to, unless it allows. */
export function throwUnless(verdict: Verdict, currentStatus?: string): void {
  if (verdict.allowed) return;
  switch (verdict.reason) {
    case 'role':
      throw new Problem('role-forbids', verdict.least ? { least: verdict.least } : {});
    case 'status':
      throw new Problem('status-forbids', { currentStatus });
    default:
      throw new TypeError(`no problem for ${String(verdict.reason satisfies never)}`);
  }
}
