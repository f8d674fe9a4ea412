import type { Role } from '@hamnevis/core/access/roles';
import type {
  Invitation,
  Member,
  Organization,
  Project,
  Workspace,
} from '@hamnevis/core/contract/organizations';
import { type ListedInvitation, stateOfInvitation } from '@hamnevis/db/queries/invitations';
import type { MemberRow } from '@hamnevis/db/queries/members';
import type { ProjectRow, WorkspaceRow } from '@hamnevis/db/queries/workspaces';
import { memberEtag } from './etag.ts';
import { presentPerson } from './people.ts';

export function presentOrganization(row: {
  id: string;
  name: string;
  slug: string;
  role: Role;
  createdAt: Date;
}): Organization {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Numbers and addresses are for those who manage members. */
export function presentMember(row: MemberRow, showsContacts: boolean): Member {
  return {
    person: presentPerson(row.person),
    phone: showsContacts ? row.person.phone : null,
    email: showsContacts ? row.person.email : null,
    role: row.role,
    joinedAt: row.joinedAt.toISOString(),
    suspendedAt: row.suspendedAt?.toISOString() ?? null,
    etag: memberEtag(row),
  };
}

export function presentInvitation({ invitation, invitedBy }: ListedInvitation, now: Date): Invitation {
  return {
    id: invitation.id,
    role: invitation.role,
    phone: invitation.phone,
    email: invitation.email,
    state: stateOfInvitation(invitation, now),
    invitedBy: presentPerson(invitedBy),
    expiresAt: invitation.expiresAt.toISOString(),
    createdAt: invitation.createdAt.toISOString(),
    sentAt: invitation.sentAt?.toISOString() ?? null,
  };
}

export function presentWorkspace(row: WorkspaceRow): Workspace {
  return {
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    slug: row.slug,
    projectCount: row.projectCount,
    approvalByOthers: row.approvalByOthers,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentProject(row: ProjectRow): Project {
  return {
    id: row.id,
    organizationId: row.organizationId,
    workspaceId: row.workspaceId,
    name: row.name,
    slug: row.slug,
    documentCount: row.documentCount,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
