import { and, asc, count, eq, isNull } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { documents, members, projects, workspaces } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

export type WorkspaceRow = typeof workspaces.$inferSelect;

/** A project with the number of its documents outside the trash. */
export type ProjectRow = typeof projects.$inferSelect & { documentCount: number };

export function listWorkspaces(queries: Queries, organizationId: string, page: PageRequest) {
  return queries
    .select()
    .from(workspaces)
    .where(
      and(
        eq(workspaces.organizationId, organizationId),
        afterCursor(workspaces.id, page.cursor, 'ascending'),
      ),
    )
    .orderBy(asc(workspaces.id))
    .limit(page.limit + 1);
}

/** The workspace and this person's role in its organization; undefined for everybody who is no member. */
export async function findWorkspace(queries: Queries, workspaceId: string, personId: string) {
  const [row] = await queries
    .select({ workspace: workspaces, role: members.role })
    .from(workspaces)
    .innerJoin(members, memberOf(workspaces, personId))
    .where(eq(workspaces.id, workspaceId));
  return row;
}

/** Throws a unique violation when the organization has the slug already. */
export async function insertWorkspace(
  queries: Queries,
  workspace: { organizationId: string; name: string; slug: string },
): Promise<WorkspaceRow> {
  const [row] = await queries.insert(workspaces).values(workspace).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** The projects of a workspace, oldest first. */
export async function listProjects(
  queries: Queries,
  workspaceId: string,
  page: PageRequest,
): Promise<ProjectRow[]> {
  const rows = await queries
    .select({ project: projects, documentCount: count(documents.id) })
    .from(projects)
    .leftJoin(documents, and(eq(documents.projectId, projects.id), isNull(documents.trashedAt)))
    .where(and(eq(projects.workspaceId, workspaceId), afterCursor(projects.id, page.cursor, 'ascending')))
    .groupBy(projects.id)
    .orderBy(asc(projects.id))
    .limit(page.limit + 1);
  return rows.map((row) => ({ ...row.project, documentCount: row.documentCount }));
}

/** The project and this person's role in its organization; undefined for everybody who is no member. */
export async function findProject(queries: Queries, projectId: string, personId: string) {
  const [row] = await queries
    .select({ project: projects, role: members.role, memberEpoch: members.epoch })
    .from(projects)
    .innerJoin(members, memberOf(projects, personId))
    .where(eq(projects.id, projectId));
  return row;
}

/** Throws a unique violation when the workspace has the slug already. */
export async function insertProject(
  queries: Queries,
  project: { organizationId: string; workspaceId: string; name: string; slug: string },
): Promise<ProjectRow> {
  const [row] = await queries.insert(projects).values(project).returning();
  if (!row) throw new Error('the insert answered no row');
  return { ...row, documentCount: 0 };
}

function memberOf(table: typeof workspaces | typeof projects, personId: string) {
  return and(
    eq(members.organizationId, table.organizationId),
    eq(members.personId, personId),
    isNull(members.suspendedAt),
  );
}
