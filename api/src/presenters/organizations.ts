import type { Role } from '@hamnevis/core/access/roles';
import type { Project } from '@hamnevis/core/contract/organizations';
import type { ProjectRow, WorkspaceRow } from '@hamnevis/db/queries/workspaces';

export function presentOrganization(row: {
  id: string;
  name: string;
  slug: string;
  role: Role;
  createdAt: Date;
}) {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentWorkspace(row: WorkspaceRow) {
  return {
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    slug: row.slug,
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
    createdAt: row.createdAt.toISOString(),
  };
}
