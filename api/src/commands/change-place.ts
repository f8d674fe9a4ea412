// Workspaces and projects: the places in which documents lie.
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { lockRow } from '@hamnevis/db/queries/lock-row';
import { transact } from '@hamnevis/db/queries/transact';
import {
  deleteProject,
  deleteWorkspace,
  findProject,
  findWorkspace,
  insertProject,
  insertWorkspace,
  type ProjectRow,
  updateProject,
  updateWorkspace,
  type WorkspaceRow,
} from '@hamnevis/db/queries/workspaces';
import type { Actor } from '../middleware/session.ts';
import { projectEtag, refuseStale, workspaceEtag } from '../presenters/etag.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { changesOf } from './changes-of.ts';
import { nameUniquely, refuseTakenSlug } from './name-uniquely.ts';

interface Naming {
  name: string;
  slug?: string | undefined;
}

interface Change {
  name?: string | undefined;
  slug?: string | undefined;
  archived?: boolean | undefined;
}

/** Makes a workspace; the caller has judged who asks. */
export function makeWorkspace(
  { database }: ApiServices,
  organizationId: string,
  actor: Actor,
  wish: Naming,
): Promise<WorkspaceRow> {
  return nameUniquely(wish, 'workspace', (slug) =>
    transact(database, { organizationId }, async (tx) => {
      const row = await insertWorkspace(tx, { organizationId, name: wish.name, slug });
      await recordAudit(tx, {
        ...about('workspace', row, actor),
        action: 'workspace.create',
        detail: { name: row.name },
      });
      return row;
    }),
  );
}

/** Makes a project in a workspace that is not archived; the caller has judged who asks. */
export function makeProject(
  { database }: ApiServices,
  parent: WorkspaceRow,
  actor: Actor,
  wish: Naming,
): Promise<ProjectRow> {
  const { id: workspaceId, organizationId } = parent;
  if (parent.archivedAt) throw new Problem('archived');
  return nameUniquely(wish, 'project', (slug) =>
    transact(database, { organizationId }, async (tx) => {
      const row = await insertProject(tx, { organizationId, workspaceId, name: wish.name, slug });
      await recordAudit(tx, {
        ...about('project', row, actor),
        action: 'project.create',
        detail: { name: row.name },
      });
      return row;
    }),
  );
}

/** Changes a workspace. Whether approval must come from others is the admin's to say. */
export function changeWorkspace(
  { database, now }: ApiServices,
  id: string,
  actor: Actor,
  wish: Change & { approvalByOthers?: boolean | undefined },
  ifMatch?: string,
): Promise<WorkspaceRow> {
  const { personId } = actor;
  return refuseTakenSlug(() =>
    transact(database, { of: 'workspace', id, personId }, async (tx) => {
      await lockRow(tx, 'workspace', id);
      const found = await findWorkspace(tx, id, personId);
      if (!found) throw new Problem('not-found');
      const { workspace, role } = found;
      allowOrganizationAction(role, 'manage-workspaces');
      refuseStale(ifMatch, workspaceEtag(workspace));
      const change = changesOf(workspace, plain(workspace, wish, now()));
      if ('approvalByOthers' in change) allowOrganizationAction(role, 'manage-organization');
      if (Object.keys(change).length > 0) {
        await updateWorkspace(tx, id, change);
        await recordAudit(tx, {
          ...about('workspace', workspace, actor),
          action: 'workspace.change',
          detail: change,
        });
      }
      return { ...workspace, ...change };
    }),
  );
}

/** Changes a project; the number of its documents is not answered. */
export function changeProject(
  { database, now }: ApiServices,
  id: string,
  actor: Actor,
  wish: Change,
  ifMatch?: string,
): Promise<void> {
  const { personId } = actor;
  return refuseTakenSlug(() =>
    transact(database, { of: 'project', id, personId }, async (tx) => {
      await lockRow(tx, 'project', id);
      const found = await findProject(tx, id, personId);
      if (!found) throw new Problem('not-found');
      allowOrganizationAction(found.role, 'manage-workspaces');
      refuseStale(ifMatch, projectEtag(found.project));
      const change = changesOf(found.project, plain(found.project, wish, now()));
      if (Object.keys(change).length === 0) return;
      await updateProject(tx, id, change);
      await recordAudit(tx, {
        ...about('project', found.project, actor),
        action: 'project.change',
        detail: change,
      });
    }),
  );
}

/** Deletes a workspace without projects. Throws `not-empty` for one that holds any. */
export function dropWorkspace({ database }: ApiServices, id: string, actor: Actor): Promise<void> {
  const { personId } = actor;
  return transact(database, { of: 'workspace', id, personId }, async (tx) => {
    const found = await findWorkspace(tx, id, personId);
    if (!found) throw new Problem('not-found');
    allowOrganizationAction(found.role, 'manage-workspaces');
    if (!(await deleteWorkspace(tx, id))) throw new Problem('not-empty');
    const { name } = found.workspace;
    await recordAudit(tx, {
      ...about('workspace', found.workspace, actor),
      action: 'workspace.delete',
      detail: { name },
    });
  });
}

/** Deletes a project without documents, the trash included. Throws `not-empty` for one that holds any. */
export function dropProject({ database }: ApiServices, id: string, actor: Actor): Promise<void> {
  const { personId } = actor;
  return transact(database, { of: 'project', id, personId }, async (tx) => {
    const found = await findProject(tx, id, personId);
    if (!found) throw new Problem('not-found');
    allowOrganizationAction(found.role, 'manage-workspaces');
    if (!(await deleteProject(tx, id))) throw new Problem('not-empty');
    const { name } = found.project;
    await recordAudit(tx, {
      ...about('project', found.project, actor),
      action: 'project.delete',
      detail: { name },
    });
  });
}

/** `archived` as the moment that is kept; whoever is archived already keeps theirs. */
function plain<Wish extends Change>(thing: { archivedAt: Date | null }, wish: Wish, now: Date) {
  const { archived, ...rest } = wish;
  if (archived === undefined) return rest;
  return { ...rest, archivedAt: archived ? (thing.archivedAt ?? now) : null };
}

function about(
  subjectKind: 'workspace' | 'project',
  thing: { id: string; organizationId: string },
  { personId, address }: Actor,
) {
  return {
    organizationId: thing.organizationId,
    actorId: personId,
    subjectKind,
    subjectId: thing.id,
    ip: address || null,
  };
}
