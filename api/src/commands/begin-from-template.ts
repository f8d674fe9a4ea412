import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { builtInTemplate } from '@hamnevis/core/templates/built-in';
import type { Queries } from '@hamnevis/db/connect';
import { findTemplate } from '@hamnevis/db/queries/templates';

/** The text of a template that a workspace can use: its own, or a built-in one. Throws `invalid` for any other. */
export async function beginning(
  queries: Queries,
  workspaceId: string,
  templateId: string,
): Promise<{ article: ArticleNode; from: { templateId: string } }> {
  const article =
    builtInTemplate(templateId)?.content ??
    (isUuid(templateId)
      ? (await findTemplate(queries, workspaceId, templateId))?.template.content
      : undefined);
  if (!article) {
    throw new Problem('invalid', {
      issues: [{ path: 'templateId', message: 'this workspace has no such template' }],
    });
  }
  return { article, from: { templateId } };
}

/** Whether it can be the id of a row; everything else is not asked of the database. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
