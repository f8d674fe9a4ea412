import { and, asc, eq } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { people, templates } from '../schema/tables.ts';
import type { PersonRefRow } from './documents.ts';

export type TemplateRow = typeof templates.$inferSelect;

export interface ListedTemplate {
  template: TemplateRow;
  createdBy: PersonRefRow;
}

const LISTED = {
  template: templates,
  createdBy: { id: people.id, name: people.name, color: people.color },
};

/** More than anybody chooses from. */
export const TEMPLATES_AT_MOST = 100;

/** A workspace's own templates, oldest first. */
export function listTemplates(queries: Queries, workspaceId: string): Promise<ListedTemplate[]> {
  return queries
    .select(LISTED)
    .from(templates)
    .innerJoin(people, eq(people.id, templates.createdBy))
    .where(eq(templates.workspaceId, workspaceId))
    .orderBy(asc(templates.id))
    .limit(TEMPLATES_AT_MOST);
}

/** One template of a workspace. */
export async function findTemplate(
  queries: Queries,
  workspaceId: string,
  templateId: string,
): Promise<ListedTemplate | undefined> {
  const [row] = await queries
    .select(LISTED)
    .from(templates)
    .innerJoin(people, eq(people.id, templates.createdBy))
    .where(and(eq(templates.workspaceId, workspaceId), eq(templates.id, templateId)));
  return row;
}

/** Holds a template until the transaction ends: of two changes at once the second sees the first. */
export async function lockTemplate(tx: Transaction, templateId: string): Promise<void> {
  await tx.select({ id: templates.id }).from(templates).where(eq(templates.id, templateId)).for('update');
}

export async function insertTemplate(
  queries: Queries,
  template: Omit<typeof templates.$inferInsert, 'id' | 'createdAt'>,
): Promise<TemplateRow> {
  const [row] = await queries.insert(templates).values(template).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** Renames a template or describes it anew. */
export async function updateTemplate(
  queries: Queries,
  templateId: string,
  change: { name?: string | undefined; description?: string | undefined },
): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length > 0)
    await queries.update(templates).set(set).where(eq(templates.id, templateId));
}

export async function deleteTemplate(queries: Queries, templateId: string): Promise<void> {
  await queries.delete(templates).where(eq(templates.id, templateId));
}
