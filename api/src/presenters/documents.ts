import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import type { DocumentDetail, DocumentSummary } from '@hamnevis/core/contract/documents';
import { stepsFor } from '@hamnevis/core/workflow/transitions';
import type { ListedDocument } from '@hamnevis/db/queries/document-lists';
import type { DocumentRow, FoundDocument } from '@hamnevis/db/queries/documents';
import { presentPerson } from './people.ts';

/** A document in a list. */
export function presentDocument(row: Omit<ListedDocument, 'updatedMicros'>): DocumentSummary {
  const { document } = row;
  return {
    id: document.id,
    organizationId: document.organizationId,
    workspaceId: row.workspaceId,
    projectId: document.projectId,
    projectName: row.projectName,
    title: document.title,
    language: document.language,
    status: document.status,
    wordCount: document.wordCount,
    assignee: row.assignee && presentPerson(row.assignee),
    dueOn: document.dueOn,
    createdBy: presentPerson(row.createdBy),
    createdAt: document.createdAt.toISOString(),
    updatedAt: document.updatedAt.toISOString(),
    trashedAt: document.trashedAt?.toISOString() ?? null,
  };
}

/** A document with what this person may do to it. */
export function presentDocumentDetail(found: FoundDocument, personId: string): DocumentDetail {
  const { document, role } = found;
  const steps = stepsFor(role, document.status, document.submittedBy === personId);
  return {
    ...presentDocument({ ...found, workspaceId: found.workspace.id }),
    organizationName: found.organizationName,
    myRole: role,
    approvalByOthers: found.workspace.approvalByOthers,
    canEdit: judgeDocumentAction(role, 'edit', { status: document.status }).allowed,
    steps: steps.map((step) => ({ name: step.name, to: step.to, needsNote: step.needsNote ?? false })),
    submittedBy: found.submittedBy && presentPerson(found.submittedBy),
    approvedBy: found.approvedBy && presentPerson(found.approvedBy),
    approvedAt: document.approvedAt?.toISOString() ?? null,
    sealedVersionId: document.sealedVersionId,
    metadata: document.metadata,
  };
}

/** The tag of what stands beside the text, which has its own history. */
export function documentEtag(document: DocumentRow): string {
  return `"${document.id}.${document.revision}"`;
}
