import { and, asc, count, eq, isNotNull, isNull, type Placeholder } from 'drizzle-orm';
import { builtOnce } from '../built-once.ts';
import type { Queries, Transaction } from '../connect.ts';
import { documents, members, projects, workspaces } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

/** A workspace with the number of its projects that are not archived. */
export type WorkspaceRow = typeof workspaces.$inferSelect & { projectCount: number };

/** A project with the number of its documents outside the trash. */
export type ProjectRow = typeof projects.$inferSelect & { documentCount: number };

/** Whether archived ones are listed. */
export type ArchivedFilter = 'no' | 'only' | 'all';

/** The workspaces of an organization, oldest first. */
export async function listWorkspaces(
  queries: Queries,
  organizationId: string,
  page: PageRequest & { archived: ArchivedFilter },
): Promise<WorkspaceRow[]> {
  const rows = await withProjectCount(queries)
    .where(
      and(
        eq(workspaces.organizationId, organizationId),
        archivedOf(workspaces, page.archived),
        afterCursor(workspaces.id, page.cursor, 'ascending'),
      ),
    )
    .groupBy(workspaces.id)
    .orderBy(asc(workspaces.id))
    .limit(page.limit + 1);
  return rows.map((row) => ({ ...row.workspace, projectCount: row.projectCount }));
}

function withProjectCount(queries: Queries) {
  return queries
    .select({ workspace: workspaces, projectCount: count(projects.id) })
    .from(workspaces)
    .leftJoin(projects, and(eq(projects.workspaceId, workspaces.id), isNull(projects.archivedAt)));
}

function archivedOf(table: typeof workspaces | typeof projects, wish: ArchivedFilter) {
  if (wish === 'all') return undefined;
  return wish === 'only' ? isNotNull(table.archivedAt) : isNull(table.archivedAt);
}

/** The workspace and this person's role in its organization; undefined for everybody who is no member. */
export async function findWorkspace(queries: Queries, workspaceId: string, personId: string) {
  const [row] = await selectWorkspace(queries, { workspaceId, personId });
  return row && { workspace: { ...row.workspace, projectCount: row.projectCount }, role: row.role };
}

const selectWorkspace = builtOnce(['workspaceId', 'personId'], (queries, { workspaceId, personId }) =>
  queries
    .select({ workspace: workspaces, projectCount: count(projects.id), role: members.role })
    .from(workspaces)
    .innerJoin(members, memberOf(workspaces, personId))
    .leftJoin(projects, and(eq(projects.workspaceId, workspaces.id), isNull(projects.archivedAt)))
    .where(eq(workspaces.id, workspaceId))
    .groupBy(workspaces.id, members.role),
);

/** Throws a unique violation when the organization has the slug already. */
export async function insertWorkspace(
  queries: Queries,
  workspace: { organizationId: string; name: string; slug: string },
): Promise<WorkspaceRow> {
  const [row] = await queries.insert(workspaces).values(workspace).returning();
  if (!row) throw new Error('the insert answered no row');
  return { ...row, projectCount: 0 };
}

/** What can be changed of a workspace. Throws a unique violation when the organization has the slug already. */
export async function updateWorkspace(
  queries: Queries,
  workspaceId: string,
  change: Partial<Pick<WorkspaceRow, 'name' | 'slug' | 'approvalByOthers' | 'archivedAt'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await queries.update(workspaces).set(change).where(eq(workspaces.id, workspaceId));
}

/** Deletes a workspace that holds no project, its templates with it; false when it holds one. */
export async function deleteWorkspace(tx: Transaction, workspaceId: string): Promise<boolean> {
  // Whoever makes a project in it holds a lock on its row meanwhile.
  await tx.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, workspaceId)).for('update');
  const held = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(eq(projects.workspaceId, workspaceId))
    .limit(1);
  if (held.length > 0) return false;
  await tx.delete(workspaces).where(eq(workspaces.id, workspaceId));
  return true;
}

/** The projects of a workspace, oldest first. */
export async function listProjects(
  queries: Queries,
  workspaceId: string,
  page: PageRequest & { archived: ArchivedFilter },
): Promise<ProjectRow[]> {
  const rows = await queries
    .select({ project: projects, documentCount: count(documents.id) })
    .from(projects)
    .leftJoin(documents, and(eq(documents.projectId, projects.id), isNull(documents.trashedAt)))
    .where(
      and(
        eq(projects.workspaceId, workspaceId),
        archivedOf(projects, page.archived),
        afterCursor(projects.id, page.cursor, 'ascending'),
      ),
    )
    .groupBy(projects.id)
    .orderBy(asc(projects.id))
    .limit(page.limit + 1);
  return rows.map((row) => ({ ...row.project, documentCount: row.documentCount }));
}

/** The project, its workspace, and this person's role; undefined for everybody who is no member. */
export async function findProject(queries: Queries, projectId: string, personId: string) {
  const [row] = await selectProject(queries, { projectId, personId });
  return row;
}

const selectProject = builtOnce(['projectId', 'personId'], (queries, { projectId, personId }) =>
  queries
    .select({ project: projects, workspace: workspaces, role: members.role, memberEpoch: members.epoch })
    .from(projects)
    .innerJoin(workspaces, eq(workspaces.id, projects.workspaceId))
    .innerJoin(members, memberOf(projects, personId))
    .where(eq(projects.id, projectId)),
);

/** The number of a project's documents outside the trash. */
export async function countDocuments(queries: Queries, projectId: string): Promise<number> {
  const [row] = await queries
    .select({ count: count() })
    .from(documents)
    .where(and(eq(documents.projectId, projectId), isNull(documents.trashedAt)));
  return row?.count ?? 0;
}

/** What can be changed of a project. Throws a unique violation when the workspace has the slug already. */
export async function updateProject(
  queries: Queries,
  projectId: string,
  change: Partial<Pick<ProjectRow, 'name' | 'slug' | 'archivedAt'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await queries.update(projects).set(change).where(eq(projects.id, projectId));
}

/** Deletes a project that holds no document, the trash included; false when it holds one. */
export async function deleteProject(tx: Transaction, projectId: string): Promise<boolean> {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for('update');
  const held = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.projectId, projectId))
    .limit(1);
  if (held.length > 0) return false;
  await tx.delete(projects).where(eq(projects.id, projectId));
  return true;
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

function memberOf(table: typeof workspaces | typeof projects, personId: Placeholder) {
  return and(
    eq(members.organizationId, table.organizationId),
    eq(members.personId, personId),
    isNull(members.suspendedAt),
  );
}
