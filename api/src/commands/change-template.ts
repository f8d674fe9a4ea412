import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findDocument } from '@hamnevis/db/queries/documents';
import {
  deleteTemplate,
  findTemplate,
  insertTemplate,
  type ListedTemplate,
  listTemplates,
  lockTemplate,
  TEMPLATES_AT_MOST,
  updateTemplate,
} from '@hamnevis/db/queries/templates';
import { transact } from '@hamnevis/db/queries/transact';
import { findWorkspace } from '@hamnevis/db/queries/workspaces';
import type { Actor } from '../middleware/session.ts';
import { refuseStale, templateEtag } from '../presenters/etag.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { isUuid } from './begin-from-template.ts';
import { decidedText } from './duplicate-document.ts';

/** Makes a template out of a document's text as it stands; the document may lie in any workspace. Answers its id. */
export async function makeTemplate(
  { database }: ApiServices,
  workspaceId: string,
  actor: Actor,
  wish: { documentId: string; name: string; description: string },
): Promise<string> {
  const { personId } = actor;
  const tenant = { of: 'workspace', id: workspaceId, personId } as const;
  const source = await transact(database, tenant, async (tx) => {
    await judge(tx, workspaceId, personId);
    const found = await findDocument(tx, wish.documentId, personId);
    if (!found) throw new Problem('not-found');
    return found;
  });
  const content = await decidedText(database, source);
  return transact(database, tenant, async (tx) => {
    const { organizationId } = await judge(tx, workspaceId, personId);
    if ((await listTemplates(tx, workspaceId)).length >= TEMPLATES_AT_MOST) {
      throw new Problem('conflict', { detail: `a workspace has ${TEMPLATES_AT_MOST} templates at most` });
    }
    const { id } = await insertTemplate(tx, {
      organizationId,
      workspaceId,
      name: wish.name,
      description: wish.description,
      language: source.document.language,
      content,
      createdBy: personId,
    });
    await audit(tx, organizationId, actor, 'template.create', id, { name: wish.name });
    return id;
  });
}

/** Renames a workspace's own template or describes it anew. Throws `stale-write` when `ifMatch` names another state. */
export function changeTemplate(
  services: ApiServices,
  place: { workspaceId: string; templateId: string },
  actor: Actor,
  wish: { name?: string | undefined; description?: string | undefined },
  ifMatch?: string,
): Promise<void> {
  return withTemplate(services, place, actor, async (tx, { template }) => {
    refuseStale(ifMatch, templateEtag(template));
    await updateTemplate(tx, template.id, wish);
    await audit(tx, template.organizationId, actor, 'template.change', template.id, wish);
  });
}

/** Deletes a workspace's own template; documents that began with it keep their text. */
export function dropTemplate(
  services: ApiServices,
  place: { workspaceId: string; templateId: string },
  actor: Actor,
): Promise<void> {
  return withTemplate(services, place, actor, async (tx, { template }) => {
    await deleteTemplate(tx, template.id);
    await audit(tx, template.organizationId, actor, 'template.delete', template.id, { name: template.name });
  });
}

function withTemplate(
  { database }: ApiServices,
  { workspaceId, templateId }: { workspaceId: string; templateId: string },
  { personId }: Actor,
  work: (tx: Transaction, listed: ListedTemplate) => Promise<void>,
): Promise<void> {
  return transact(database, { of: 'workspace', id: workspaceId, personId }, async (tx) => {
    await judge(tx, workspaceId, personId);
    if (isUuid(templateId)) await lockTemplate(tx, templateId);
    const listed = isUuid(templateId) ? await findTemplate(tx, workspaceId, templateId) : undefined;
    if (!listed) throw new Problem('not-found');
    await work(tx, listed);
  });
}

async function judge(tx: Transaction, workspaceId: string, personId: string) {
  const found = await findWorkspace(tx, workspaceId, personId);
  if (!found) throw new Problem('not-found');
  allowOrganizationAction(found.role, 'manage-workspaces');
  return found.workspace;
}

function audit(
  tx: Transaction,
  organizationId: string,
  { personId, address }: Actor,
  action: string,
  templateId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit(tx, {
    organizationId,
    actorId: personId,
    action,
    subjectKind: 'template',
    subjectId: templateId,
    detail,
    ip: address || null,
  });
}
